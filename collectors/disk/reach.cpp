// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/reach.hpp"

#include <algorithm>

#include "collectors/disk/mountinfo.hpp"

namespace diag::disk {
namespace {

constexpr milliseconds usual{2000};
constexpr milliseconds shortened{500};
constexpr milliseconds pointless{50};  // less than this would only make false alarms
constexpr std::size_t many_silent = 3;

}  // namespace

template <class T, class Question>
Result<T> Reach::ask(const std::string& path, milliseconds most, Question question) {
    for (const auto& dead : silent_)
        if (lies_below(path, dead))
            return Error{Fault::refused, "not asked: " + dead + " stayed silent"};
    if (silent_.size() >= many_silent) most = std::min(most, shortened);
    const auto left = deadline_ - clock_.uptime();
    if (left < pointless) return Error{Fault::refused, "not asked: out of time"};
    auto answer = question(std::min(most, left));
    if (!answer && answer.error().fault == Fault::timed_out) silent_.push_back(path);
    return answer;
}

Result<Space> Reach::space(const std::string& path) {
    return ask<Space>(path, usual, [&](milliseconds span) { return paths_.space(path, span); });
}

Result<Resolved> Reach::resolve(const std::string& path) {
    return ask<Resolved>(path, usual,
                         [&](milliseconds span) { return paths_.resolve(path, span); });
}

Result<std::vector<Entry>> Reach::list(const std::string& path, std::size_t limit) {
    // A walk tells the outer level first: what lies deeper only fills up the limit.
    auto walk = ask<Walk>(path, usual,
                          [&](milliseconds span) { return paths_.walk(path, limit + 1, span); });
    if (!walk) return walk.error();
    std::erase_if(walk->entries,
                  [](const Entry& entry) { return entry.path.find('/') != std::string::npos; });
    if (walk->entries.size() > limit)
        return Error{Fault::full, path + ": more than " + std::to_string(limit) + " entries"};
    std::ranges::sort(walk->entries, {}, &Entry::path);
    return std::move(walk->entries);
}

Result<Usage> Reach::usage(const std::string& path, std::size_t limit, milliseconds most) {
    return ask<Usage>(path, most,
                      [&](milliseconds span) { return paths_.usage(path, limit, span); });
}

}  // namespace diag::disk
