// SPDX-License-Identifier: Apache-2.0
#include "agent/run/remarks.hpp"

#include <sys/resource.h>

#include <algorithm>

#include "platform/call_names.hpp"

namespace diag::run {
namespace {

constexpr std::size_t most_calls = 8;
constexpr std::uint64_t near_percent = 80;

/// One that a filter denies by name, or "call " and 1 to 4 digits. The manifest, where it ends up,
/// is in the clear: what words a worker chooses itself must not come through.
bool is_call(std::string_view name) {
    constexpr std::string_view unnamed = "call ";
    if (!name.starts_with(unnamed)) return is_name_of_call(name);
    const auto number = name.substr(unnamed.size());
    return !number.empty() && number.size() <= 4 &&
           number.find_first_not_of("0123456789") == number.npos;
}

}  // namespace

void Remarks::denied(std::string_view call) {
    if (is_call(call) && calls_.size() < most_calls &&
        std::ranges::find(calls_, call) == calls_.end())
        calls_.emplace_back(call);
}

bool Remarks::warned(std::string_view limit, std::string_view words) {
    if (std::ranges::find(limits_, limit) != limits_.end()) return false;
    limits_.emplace_back(limit);
    warnings_ += (warnings_.empty() ? "" : "; ") + std::string(words);
    return true;
}

std::string Remarks::beside(std::string note, bool ended_well) const {
    const auto add = [&](const std::string& words) { note += (note.empty() ? "" : "; ") + words; };
    if (!warnings_.empty() && !ended_well) add("before: " + warnings_);
    std::string calls;
    for (const auto& call : calls_) calls += (calls.empty() ? "" : ", ") + call;
    if (!calls_.empty()) add("tried what no worker may, and was denied: " + calls);
    if (unfiltered_) add("this kernel has no filter of system calls");
    return note;
}

bool is_near(std::uint64_t measured, std::uint64_t limit) {
    return limit > 0 && measured * 100 >= limit * near_percent;
}

std::uint64_t most_open_files() {
    rlimit limit{};
    const bool limited = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    return limited ? limit.rlim_cur : 0;
}

}  // namespace diag::run
