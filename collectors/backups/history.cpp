// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/history.hpp"

#include <algorithm>

#include "collectors/backups/picture.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr std::size_t most_kept = 16;

std::optional<Moment> parse_moment(std::string_view line) {
    const auto document = json::parse(line);
    if (!document) return {};
    const auto time = json::integer_at(*document, "time");
    if (!time) return {};
    Moment moment{.time = plausible_time(*time), .kept = {}};
    for (const auto& each : json::list_at(*document, "kept")) {
        if (moment.kept.size() >= most_kept) break;
        moment.kept.push_back({.place = json::text_at(each, "place").value_or(""),
                               .kind = json::text_at(each, "kind").value_or(""),
                               .count = natural_at(each, "count"),
                               .newest = json::text_at(each, "newest").value_or(""),
                               .bytes = natural_at(each, "bytes"),
                               .taken = plausible_time(json::integer_at(each, "taken").value_or(0)),
                               .contents = json::text_at(each, "contents").value_or("")});
    }
    return moment;
}

}  // namespace

std::string write_moment(const Moment& moment) {
    json::array kept;
    for (const auto& each : moment.kept)
        kept.push_back(json::object{{"place", each.place},
                                    {"kind", each.kind},
                                    {"count", each.count},
                                    {"newest", each.newest},
                                    {"bytes", each.bytes},
                                    {"taken", each.taken.time_since_epoch().count()},
                                    {"contents", each.contents}});
    return json::write(
        {{"time", moment.time.time_since_epoch().count()}, {"kept", std::move(kept)}});
}

std::vector<Moment> parse_history(std::string_view text, Time now) {
    std::vector<Moment> moments;
    for (const auto line : lines_of(text)) {
        auto moment = parse_moment(line);
        if (moment && moment->time <= now) moments.push_back(std::move(*moment));
    }
    std::ranges::stable_sort(moments, {}, &Moment::time);
    return moments;
}

std::optional<std::string> moment_of(const Evidence& evidence) {
    const auto picture = picture_of(evidence);
    if (picture.any_unread()) return {};
    Moment moment{.time = picture.now, .kept = {}};
    for (const auto& [of, line] : lines_of_backups(picture)) {
        if (moment.kept.size() >= most_kept) break;
        const auto& newest = *line.front();
        // Its size is not what it will be.
        if (newest.growing) return {};
        moment.kept.push_back({.place = newest.place,
                               .kind = newest.kind,
                               .count = line.size(),
                               .newest = newest.name,
                               .bytes = newest.bytes,
                               .taken = newest.taken,
                               .contents = newest.read_contents()});
    }
    const auto before = picture.past.empty() ? std::vector<Kept>{} : picture.past.back().kept;
    if (moment.kept == before) return {};
    return write_moment(moment);
}

}  // namespace diag::backups
