// SPDX-License-Identifier: Apache-2.0
// Times as a logback %d{...} writes them.
//
// logback takes the letters of java.text.SimpleDateFormat, or in newer versions of
// java.time.format.DateTimeFormatter; those that logs use mean the same in both. The pattern is
// walked for every line: it is some twenty bytes, and that needs no state to share.
#include <array>

#include "platform/timestamp_parts.hpp"

namespace diag::timestamp {
namespace {

/// Level, thread and the like may come before the time; words tried before giving up.
constexpr int words_tried = 4;

struct Alias {
    std::string_view name;
    std::string_view pattern;
};

// logback manual, chapter "Layouts", conversion word "date".
constexpr std::array<Alias, 3> aliases{{
    {"ISO8601", "yyyy-MM-dd HH:mm:ss,SSS"},
    {"STRICT", "yyyy-MM-dd'T'HH:mm:ss,SSS"},
    {"DATE", "dd MMM yyyy HH:mm:ss,SSS"},
}};

struct Format {
    std::string_view letters;
    std::optional<int> offset_minutes;  ///< the zone option's
    bool usable = true;                 ///< false: names a zone that only Java knows
};

/// Parts "HH:mm:ss, UTC" and "\"HH:mm:ss,SSS\", UTC". A comma of the letters themselves is never
/// followed by a capital and a second letter.
Format format_of(std::string_view pattern) {
    Format format{pattern, std::nullopt};
    const auto comma = pattern.rfind(',');
    if (comma != std::string_view::npos) {
        auto zone = pattern.substr(comma + 1);
        while (!zone.empty() && zone.front() == ' ') zone.remove_prefix(1);
        if (zone.size() > 1 && is_letter(zone[0]) && zone[0] != zone[1] && zone != "SS") {
            format.letters = pattern.substr(0, comma);
            Cursor at(zone.starts_with("Etc/") ? zone.substr(4) : zone);
            format.usable = at.zone(format.offset_minutes) && at.done();
        }
    }
    auto& letters = format.letters;
    while (!letters.empty() && (letters.front() == '"' || letters.front() == ' '))
        letters.remove_prefix(1);
    while (!letters.empty() && (letters.back() == '"' || letters.back() == ' '))
        letters.remove_suffix(1);
    for (const auto& alias : aliases)
        if (letters == alias.name) letters = alias.pattern;
    return format;
}

bool year(Cursor& at, int width, Fields& is) {
    if (width != 2) return at.number(4, 4, is.year);
    if (!at.number(2, 2, is.year)) return false;
    is.year += 2000;
    return true;
}

void skip_name(Cursor& at) {
    while (is_letter(at.peek()) || at.peek() == '/' || at.peek() == '_') at.skip(1);
    at.take('.');
}

/// One run of the same letter. False where the line does not fit, or for a letter we do not read.
bool field(Cursor& at, char letter, int width, Fields& is) {
    const int least = width == 1 ? 1 : 2;
    switch (letter) {
        case 'y':
        case 'u':
            return year(at, width, is);
        case 'M':
        case 'L':
            return width >= 3 ? at.month(is.month) : at.number(least, 2, is.month);
        case 'd':
            return at.number(least, 2, is.day);
        case 'H':
        case 'h':
        case 'K':
            return at.number(least, 2, is.hour);
        case 'k':
            return at.number(least, 2, is.hour) && (is.hour %= 24, true);
        case 'm':
            return at.number(least, 2, is.minute);
        case 's':
            return at.number(least, 2, is.second);
        case 'S':
            return at.fraction(is.millisecond);
        case 'a':
            return at.half_of_day(is.hour);
        case 'E':
            return skip_name(at), true;
        case 'Z':
        case 'X':
        case 'x':
        case 'O':
            return at.zone(is.offset_minutes);
        case 'z':
        case 'V':
            return at.zone(is.offset_minutes) || (skip_name(at), true);
        default:
            return false;
    }
}

/// A quoted stretch, where '' is one quote, as it is by itself. `index` stands behind the opening
/// quote and ends behind the closing one.
bool literal(Cursor& at, std::string_view letters, std::size_t& index) {
    const bool lone = index < letters.size() && letters[index] == '\'';
    if (lone) return ++index, at.take('\'');
    while (index < letters.size()) {
        const char letter = letters[index++];
        const bool doubled = letter == '\'' && index < letters.size() && letters[index] == '\'';
        if (letter == '\'' && !doubled) return true;
        if (doubled) ++index;
        if (!at.take(letter)) return false;
    }
    return true;
}

bool fits(Cursor at, std::string_view letters, Fields& is) {
    for (std::size_t index = 0; index < letters.size();) {
        const char letter = letters[index++];
        if (letter == '\'') {
            if (!literal(at, letters, index)) return false;
        } else if (!is_letter(letter)) {
            if (!at.take(letter)) return false;
        } else {
            int width = 1;
            while (index < letters.size() && letters[index] == letter) ++index, ++width;
            if (!field(at, letter, width, is)) return false;
        }
    }
    return true;
}

}  // namespace

std::optional<Time> by_pattern(std::string_view text, std::string_view pattern, Time reference) {
    const auto format = format_of(pattern);
    if (!format.usable || format.letters.empty()) return std::nullopt;
    for (int word = 0; word < words_tried && !text.empty(); ++word) {
        Fields is;
        is.offset_minutes = format.offset_minutes;
        const bool bracket = text.front() == '[' || text.front() == '(';
        if (fits(Cursor(bracket ? text.substr(1) : text), format.letters, is))
            return time_of(is, reference);
        // A stack trace is indented; it and its like are continuations.
        const auto space = text.find(' ');
        if (text.front() == '\t' || space == std::string_view::npos) break;
        text.remove_prefix(space);
        while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    }
    return std::nullopt;
}

}  // namespace diag::timestamp
