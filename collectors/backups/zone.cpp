// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/zone.hpp"

#include <algorithm>
#include <ctime>
#include <optional>

#include "platform/stored_time.hpp"

namespace diag::backups {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr days known{2 * 366};
constexpr std::size_t most_offsets = 64;             // of a table: nobody changes clocks so often
constexpr seconds furthest{std::chrono::hours{15}};  // zones are at most 14 hours off (ISO 8601)

/// The first second in (before, after] that has another offset than `before` has.
Time change_between(Time before, Time after) {
    const auto old = ahead_here(before);
    while (after - before > seconds{1}) {
        const auto middle = before + std::chrono::floor<seconds>((after - before) / 2);
        (ahead_here(middle) == old ? before : after) = middle;
    }
    return after;
}

}  // namespace

Time Zone::moment_of(Time local, Time latest) const {
    if (offsets_.empty()) return local;
    std::optional<Time> chosen;
    for (std::size_t i = 0; i < offsets_.size(); ++i) {
        const auto moment = local - offsets_[i].ahead;
        const bool begun = i == 0 || moment >= offsets_[i].from;
        const bool over = i + 1 < offsets_.size() && moment >= offsets_[i + 1].from;
        // Past the change by the old clock, before it by the new one: that hour is skipped.
        if (begun && over && local - offsets_[i + 1].ahead < offsets_[i + 1].from) return moment;
        if (begun && !over && (!chosen || moment <= latest)) chosen = moment;
    }
    return chosen.value_or(local - offsets_.back().ahead);
}

json::array to_json(const Zone& zone) {
    json::array all;
    for (const auto& each : zone.offsets())
        all.push_back(json::object{{"from", each.from.time_since_epoch().count()},
                                   {"ahead", each.ahead.count()}});
    return all;
}

Zone zone_from(const json::value& run, seconds ahead) {
    std::vector<Zone::Offset> offsets;
    for (const auto& each : json::list_at(run, "zone")) {
        const auto from = bounded_time(json::integer_at(each, "from").value_or(0));
        const seconds offset{json::integer_at(each, "ahead").value_or(0)};
        const bool later = offsets.empty() || from > offsets.back().from;
        if (later && offset < furthest && offset > -furthest && offsets.size() < most_offsets)
            offsets.push_back({from, offset});
    }
    if (offsets.empty()) offsets.push_back({Time{}, ahead});
    return Zone(std::move(offsets));
}

Zone zone_here(Time now) {
    const auto last = Time{std::chrono::floor<seconds>(now)};
    auto at = last - known;
    std::vector<Zone::Offset> offsets{{at, ahead_here(at)}};
    while (at < last && offsets.size() < most_offsets) {
        const auto next = std::min(at + days{1}, last);
        if (const auto ahead = ahead_here(next); ahead != offsets.back().ahead)
            offsets.push_back({change_between(at, next), ahead});
        at = next;
    }
    return Zone(std::move(offsets));
}

seconds ahead_here(Time at) {
    const auto count = std::chrono::system_clock::to_time_t(
        std::chrono::system_clock::time_point(at.time_since_epoch()));
    std::tm local{};
    ::localtime_r(&count, &local);
    return seconds{local.tm_gmtoff};
}

}  // namespace diag::backups
