// SPDX-License-Identifier: Apache-2.0
// What the two ways of reading a timestamp share. For timestamp*.cpp only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "platform/clock.hpp"

namespace diag::timestamp {

/// What a line said. Ranges are checked by time_of.
struct Fields {
    int year = 0;  ///< 0: not said
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int millisecond = 0;
    std::optional<int> offset_minutes;  ///< east of UTC; nothing: this machine's zone
};

/// A place in a line. A failed step leaves it where it was.
class Cursor {
public:
    explicit Cursor(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

    bool done() const { return at_ == end_; }
    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
    /// The next character, or NUL at the end.
    char peek(std::size_t ahead = 0) const { return ahead < left() ? at_[ahead] : '\0'; }
    void skip(std::size_t count) { at_ += count < left() ? count : left(); }
    bool take(char expected);
    /// From `least` to `most` decimal digits.
    bool number(int least, int most, int& value);
    /// One to nine digits after a decimal mark, cut to milliseconds.
    bool fraction(int& milliseconds);
    /// A month's name or abbreviation in English, Spanish or Portuguese, with its full stop.
    bool month(int& value);
    /// "Z", "UTC", "GMT", "+01", "+0100" or "+01:00".
    bool zone(std::optional<int>& offset_minutes);
    /// "20:33:28", also with a fraction after a point or comma.
    bool clock(Fields& fields);
    /// "AM" or "PM" in any case, also "p. m."; turns a 12-hour clock into a 24-hour one.
    bool half_of_day(int& hour);

private:
    const char* at_;
    const char* end_;
};

inline bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
inline bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/// The moment the fields name, or nothing where there is no such date. Without a year it is the
/// latest one not more than a day after `reference`: clocks and zones differ, logs end "now".
std::optional<Time> time_of(const Fields& fields, Time reference);

/// Seconds east of UTC that this machine's zone had at a local wall-clock time. In the hour that
/// an autumn night repeats it is the first pass.
std::int64_t local_offset(std::int64_t local_seconds);

/// The time `text` starts with, written as a Java date pattern says, zone option included
/// ("HH:mm:ss, UTC"). Nothing for a pattern without a date.
std::optional<Time> by_pattern(std::string_view text, std::string_view pattern, Time reference);

/// The time in `line` if it is written in one of the common ways.
std::optional<Time> by_sight(std::string_view line, Time reference);

}  // namespace diag::timestamp
