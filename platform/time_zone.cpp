// SPDX-License-Identifier: Apache-2.0
#include "platform/time_zone.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "platform/text.hpp"
#include "platform/time_zone_rule.hpp"

namespace diag {
namespace {

using namespace std::chrono;

constexpr std::string_view table = "/usr/share/zoneinfo/";
constexpr std::size_t file_limit = 64 << 10;  // the largest of tzdata 2025b has 3.6 KiB
constexpr std::size_t longest_name = 64;
constexpr int last_year = 2'200;
constexpr std::int32_t widest = 26 * 3'600;  // RFC 8536 3.2: less than 26 hours either way
// RFC 8536 says nothing lies before the big bang; before 1800 nobody's clock was set by law.
constexpr std::int64_t earliest = -(std::int64_t{1} << 59);
constexpr std::int64_t first_year = -2'208'988'800;  // 1900-01-01, before all daylight saving
constexpr std::int64_t latest = 7'289'654'400;       // 2201-01-01

Error malformed(std::string_view why) {
    return {Fault::malformed, "is no table of a time zone: " + std::string(why)};
}

bool is_zone_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && !name.starts_with('/') &&
           !name.starts_with('.') && name.find("..") == name.npos &&
           std::all_of(name.begin(), name.end(), [](unsigned char letter) {
               return std::isalnum(letter) != 0 || letter == '/' || letter == '_' ||
                      letter == '-' || letter == '+';
           });
}

}  // namespace

/// Reads the parts of a file in order, none of which may be longer than what is left.
class TzifReader {
public:
    explicit TzifReader(std::string_view text) : rest_(text) {}

    Result<TimeZone> read() {
        const auto old = header();
        if (!old) return malformed("it does not begin as one");
        if (old->version < '2')
            return Error{Fault::unsupported, "is a table of version 1, which ends in 2037"};
        if (!skip(old->bytes(4))) return malformed("it is cut short");
        const auto counts = header();
        if (!counts) return malformed("its second part does not begin as one");
        if (counts->leaps > 0)
            return Error{Fault::unsupported,
                         "counts leap seconds, which this system's clock does "
                         "not"};
        if (rest_.size() < counts->bytes(8)) return malformed("it is cut short");
        const auto body = rest_.substr(0, counts->bytes(8));
        rest_.remove_prefix(body.size());
        if (const auto read = changes(body, *counts); !read) return read.error();
        if (const auto read = rule(); !read) return read.error();
        return zone_;
    }

private:
    struct Counts {
        char version = 0;
        std::uint32_t utc = 0, standard = 0, leaps = 0, times = 0, types = 0, letters = 0;

        std::size_t bytes(std::size_t time_size) const {
            return times * (time_size + 1) + std::size_t{types} * 6 + letters +
                   leaps * (time_size + 4) + standard + utc;
        }
    };

    static std::uint64_t big_endian(std::string_view bytes) {
        std::uint64_t value = 0;
        for (const unsigned char byte : bytes) value = value << 8 | byte;
        return value;
    }

    bool skip(std::size_t count) {
        if (rest_.size() < count) return false;
        rest_.remove_prefix(count);
        return true;
    }

    std::optional<Counts> header() {
        constexpr std::size_t size = 44;
        if (rest_.size() < size || !rest_.starts_with("TZif")) return std::nullopt;
        Counts counts{.version = rest_[4]};
        std::size_t at = 20;
        for (auto* const count : {&counts.utc, &counts.standard, &counts.leaps, &counts.times,
                                  &counts.types, &counts.letters}) {
            *count = static_cast<std::uint32_t>(big_endian(rest_.substr(at, 4)));
            at += 4;
            // No more than the file could hold, so that sums of them stay small.
            if (*count > file_limit) return std::nullopt;
        }
        rest_.remove_prefix(size);
        return counts;
    }

    Result<> changes(std::string_view body, const Counts& counts) {
        const auto kinds = body.substr(counts.times * 8, counts.times);
        const auto types = body.substr(std::size_t{counts.times} * 9);
        if (counts.types == 0) return malformed("it has no offset");
        const auto offset_of = [&](std::size_t type) {
            return static_cast<std::int32_t>(big_endian(types.substr(type * 6, 4)));
        };
        for (std::size_t type = 0; type < counts.types; ++type)
            if (offset_of(type) <= -widest || offset_of(type) >= widest)
                return malformed("an offset of more than a day");
        zone_.before_ = offset_of(0);
        std::int64_t last = earliest - 1;
        for (std::size_t n = 0; n < counts.times; ++n) {
            const auto at = static_cast<std::int64_t>(big_endian(body.substr(n * 8, 8)));
            const auto type = static_cast<unsigned char>(kinds[n]);
            if (type >= counts.types) return malformed("a change to an offset that it lacks");
            if (at <= last || at > latest) return malformed("its changes are not in order");
            last = at;
            zone_.changes_.push_back({at, offset_of(type)});
        }
        return {};
    }

    /// From the last change on, or from 1970 where there is none.
    Result<> rule() {
        if (!rest_.starts_with('\n')) return malformed("it has no rule at its end");
        const auto end = rest_.find('\n', 1);
        if (end == rest_.npos) return malformed("its rule has no end");
        const auto text = rest_.substr(1, end - 1);
        if (text.empty()) return {};
        const auto rule = zone_rule_from(text);
        if (!rule) return malformed("its rule cannot be read");
        const auto from = zone_.changes_.empty() ? 0 : zone_.changes_.back().at;
        if (!rule->saves_daylight) {
            if (zone_.changes_.empty()) zone_.before_ = rule->standard;
            return {};
        }
        write_out(*rule, from);
        return {};
    }

    void write_out(const ZoneRule& rule, std::int64_t from) {
        std::vector<TimeZone::Change> later;
        const sys_seconds begin{seconds{std::max(from, first_year)}};
        const auto first = static_cast<int>(year_month_day{floor<days>(begin)}.year());
        for (int year = first; year <= last_year; ++year) {
            const auto begins = rule.begins.in(year).time_since_epoch().count() - rule.standard;
            const auto ends = rule.ends.in(year).time_since_epoch().count() - rule.daylight;
            if (begins > from) later.push_back({begins, rule.daylight});
            if (ends > from) later.push_back({ends, rule.standard});
        }
        std::stable_sort(later.begin(), later.end(),
                         [](const auto& one, const auto& two) { return one.at < two.at; });
        zone_.changes_.insert(zone_.changes_.end(), later.begin(), later.end());
    }

    std::string_view rest_;
    TimeZone zone_;
};

Result<TimeZone> TimeZone::from(std::string_view tzif) {
    if (tzif.size() > file_limit) return malformed("it is too long");
    return TzifReader(tzif).read();
}

seconds TimeZone::offset_at(Time time) const {
    const auto at = floor<seconds>(time).time_since_epoch().count();
    const auto next =
        std::upper_bound(changes_.begin(), changes_.end(), at,
                         [](std::int64_t when, const Change& each) { return when < each.at; });
    return seconds{next == changes_.begin() ? before_ : std::prev(next)->offset};
}

local_time<milliseconds> TimeZone::local(Time time) const {
    return local_time<milliseconds>{time.time_since_epoch() + offset_at(time)};
}

Time TimeZone::instant(local_time<milliseconds> local) const {
    const auto wanted = local.time_since_epoch();
    // No clock is more than 26 hours off, so what it shows then is surely not yet `local`.
    Time from{wanted - seconds{widest}};
    const auto after = [](std::int64_t when, const Change& each) { return when < each.at; };
    auto next = std::upper_bound(changes_.begin(), changes_.end(),
                                 floor<seconds>(from).time_since_epoch().count(), after);
    for (;; ++next) {
        const Time at{wanted - offset_at(from)};
        if (next == changes_.end() || at < Time{seconds{next->at}}) return std::max(at, from);
        from = Time{seconds{next->at}};
    }
}

Result<TimeZone> time_zone_named(Files& files, std::string_view name) {
    if (name == "UTC") return TimeZone{};
    if (!is_zone_name(name))
        return Error{Fault::malformed, "\"" + one_line(name) +
                                           "\" is no name of a time zone, such as "
                                           "\"America/Mexico_City\""};
    const auto text = files.read(std::string(table) + std::string(name), file_limit);
    if (!text && text.error().fault == Fault::absent)
        return Error{Fault::absent, "there is no time zone " + std::string(name) + " in " +
                                        std::string(table) + " (it comes with the package tzdata)"};
    if (!text) return text.error();
    auto zone = TimeZone::from(*text);
    if (!zone)
        return Error{zone.error().fault,
                     std::string(table) + std::string(name) + " " + zone.error().what};
    return zone;
}

std::string local_zone_name(Files& files) {
    const auto link = files.link_target("/etc/localtime");
    if (!link) return "UTC";
    constexpr std::string_view folder = "zoneinfo/";
    const auto at = link->rfind(folder);
    if (at == link->npos) return "UTC";
    auto name = link->substr(at + folder.size());
    return is_zone_name(name) && time_zone_named(files, name) ? name : "UTC";
}

}  // namespace diag
