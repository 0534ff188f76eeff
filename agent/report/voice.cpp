// SPDX-License-Identifier: Apache-2.0
#include "agent/report/voice.hpp"

#include <cstdio>
#include <ctime>

#include "platform/text.hpp"

namespace diag::report {
namespace {

std::tm local(Time time) {
    const auto seconds = static_cast<std::time_t>(
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
    std::tm parts{};
    localtime_r(&seconds, &parts);
    return parts;
}

/// Hebrew to Arabic Extended are U+0590..U+08FF: UTF-8 that begins with D6..DF or E0 A0..A3.
bool has_right_to_left(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0xD6 && byte <= 0xDF) return true;
        if (byte == 0xE0 && at + 1 < text.size()) {
            const auto next = static_cast<unsigned char>(text[at + 1]);
            if (next >= 0xA0 && next <= 0xA3) return true;
        }
    }
    return false;
}

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string pair_text(std::int64_t big, std::string_view unit, std::int64_t small,
                      std::string_view small_unit) {
    auto text = std::to_string(big) + " " + std::string(unit);
    if (small > 0) text += " " + std::to_string(small) + " " + std::string(small_unit);
    return text;
}

}  // namespace

std::string Voice::operator()(std::string_view phrase, const Parameters& parameters) const {
    return filled(knowledge_.phrase(phrase, language_), parameters);
}

std::string Voice::counted(std::string_view id, std::uint64_t count) const {
    return (*this)(std::string(id) + (count == 1 ? ".one" : ".many"),
                   {{"count", count_text(count)}});
}

std::string Voice::member(std::string_view family, std::string_view id) const {
    const auto phrase = std::string(family) + "." + std::string(id);
    return knowledge_.has_phrase(phrase) ? (*this)(phrase) : std::string(id);
}

std::string Voice::collector(std::string_view id) const { return member("collector", id); }

std::string Voice::severity(Severity severity) const {
    return member("severity", diag::name_of(severity));
}

Explained Voice::explain(const Finding& finding) const {
    auto shown = finding;
    for (auto& [name, value] : shown.parameters) value = isolated(value);
    return knowledge_.explain(shown, language_);
}

std::string isolated(const std::string& value) {
    return has_right_to_left(value) ? "\u2068" + value + "\u2069" : value;
}

std::string Voice::day(Time time) const {
    const auto parts = local(time);
    const auto phrase = (*this)("months");
    const auto months = words_of(phrase);
    const auto month = static_cast<std::size_t>(parts.tm_mon);
    return std::to_string(parts.tm_mday) + " " +
           (month < months.size() ? std::string(months[month]) : two_digits(parts.tm_mon + 1));
}

std::string Voice::date_and_time(Time time) const {
    return day(time) + " " + std::to_string(local(time).tm_year + 1900) + " " +
           clock_text(time, false);
}

std::string clock_text(Time time, bool with_seconds) {
    const auto parts = local(time);
    auto text = two_digits(parts.tm_hour) + ":" + two_digits(parts.tm_min);
    return with_seconds ? text + ":" + two_digits(parts.tm_sec) : text;
}

std::chrono::seconds offset_at(Time time) { return std::chrono::seconds{local(time).tm_gmtoff}; }

std::string offset_text(Time time) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(offset_at(time)).count();
    if (minutes == 0) return "UTC";
    const auto size = minutes < 0 ? -minutes : minutes;
    return std::string("UTC") + (minutes < 0 ? "-" : "+") + two_digits(size / 60) + ":" +
           two_digits(size % 60);
}

std::string duration_text(milliseconds span) {
    const auto ms = span.count();
    if (ms < 1000) return std::to_string(ms) + " ms";
    if (ms < 60'000) return fixed(static_cast<double>(ms) / 1000, 1) + " s";
    const auto seconds = ms / 1000;
    if (seconds < 3600) return pair_text(seconds / 60, "min", seconds % 60, "s");
    if (seconds < 86'400) return pair_text(seconds / 3600, "h", seconds / 60 % 60, "min");
    return pair_text(seconds / 86'400, "d", seconds / 3600 % 24, "h");
}

std::string count_text(std::uint64_t count) {
    auto digits = std::to_string(count);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), "\u202F");
    return digits;
}

std::string Voice::overrun(const exchange::Overrun& overrun) const {
    const auto text = [&](std::uint64_t amount) {
        if (overrun.unit == "ms") return fixed(static_cast<double>(amount) / 1000, 3) + " s";
        if (overrun.unit == "bytes") return bytes_text(amount);
        return count_text(amount) + " " + overrun.unit;
    };
    return (*this)("overrun",
                   {{"measured", text(overrun.measured)}, {"limit", text(overrun.limit)}});
}

}  // namespace diag::report
