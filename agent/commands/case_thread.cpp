// SPDX-License-Identifier: Apache-2.0
// The thread of mails about a case: all go on the first.
#include "agent/commands/case.hpp"
#include "platform/files.hpp"
#include "platform/records.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

constexpr std::size_t id_limit = 1'024;

Records threads_in(const std::filesystem::path& state) { return {state, "case-mails", id_limit}; }

}  // namespace

std::string first_mail_of(const std::filesystem::path& state, const std::string& number) {
    if (number.empty()) return {};
    const auto id = threads_in(state).read(number);
    return id ? std::string(trimmed(*id)) : std::string();
}

Result<> note_mail(const std::filesystem::path& state, const std::string& number,
                   const std::string& id) {
    if (number.empty() || !first_mail_of(state, number).empty()) return {};
    const auto records = threads_in(state);
    if (const auto made = records.make(); !made) return made;
    return replace_file(records.file(number), id + "\n");
}

}  // namespace diag::commands
