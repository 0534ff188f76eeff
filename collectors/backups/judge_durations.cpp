// SPDX-License-Identifier: Apache-2.0
// Does making a backup take longer than it did? A disk, a mount or a database that grows slow shows
// here first.
#include <algorithm>

#include "collectors/backups/picture.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr std::size_t compared = 5;  // health rule 6.5: the median of the last five
constexpr std::size_t fewest = 3;    // a median of fewer tells nothing
/// Twice a few seconds is no trouble, and a name tells whole seconds.
constexpr milliseconds least_longer{std::chrono::minutes{5}};

/// From the time in its name to its last byte; nothing where the name tells none, or a copy that
/// kept no times stands there.
std::optional<milliseconds> duration_of(const Backup& backup) {
    const auto span = backup.modified - backup.taken;
    if (!backup.dated || backup.growing || span <= milliseconds{0} ||
        span >= std::chrono::hours{24})
        return {};
    return span;
}

std::optional<milliseconds> usual(const Line& line) {
    std::vector<milliseconds> spans;
    for (const auto* backup : line)
        if (const auto span = backup == line.front() ? std::nullopt : duration_of(*backup);
            span && spans.size() < compared)
            spans.push_back(*span);
    if (spans.size() < fewest) return {};
    std::ranges::sort(spans);
    return spans[spans.size() / 2];
}

}  // namespace

void judge_durations(const Picture& picture, Bench& bench) {
    for (const auto& [of, line] : lines_of_backups(picture)) {
        const auto took = duration_of(*line.front());
        const auto before = usual(line);
        if (!took || !before || *took < *before + least_longer) continue;
        const double times =
            static_cast<double>(took->count()) / static_cast<double>(before->count());
        if (times <= bench.limit("backups.slower")) continue;
        bench.find("backups.slower", Severity::warning,
                   {{"backup", line.front()->path},
                    {"took", span_text(*took)},
                    {"usual", span_text(*before)}},
                   {picture.item_of(*line.front())});
    }
}

}  // namespace diag::backups
