// SPDX-License-Identifier: Apache-2.0
// Telephone numbers: international ones by their '+', those of North America and Brazil by their
// form, all others only where a word says what they are.
#include <algorithm>
#include <array>

#include "agent/redact/addresses.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest = 32;  ///< of a number with what parts its digits
constexpr Table separators = table_of(" -./()", false);
constexpr Table before_number = table_of(" \t:=", false);

struct Number {
    std::size_t end = 0;     ///< behind its last digit
    std::size_t digits = 0;  ///< how many
};

struct Plan {
    std::string_view code;
    std::size_t most;  ///< digits of a whole number
};

/// Where numbers of one length are the rule (national plans of ITU-T E.164); elsewhere there are 15
/// at most.
constexpr std::array<Plan, 15> plans{{{"1", 11},
                                      {"7", 11},
                                      {"33", 11},
                                      {"34", 11},
                                      {"351", 12},
                                      {"44", 12},
                                      {"51", 11},
                                      {"52", 13},
                                      {"55", 13},
                                      {"56", 11},
                                      {"57", 12},
                                      {"86", 13},
                                      {"91", 12},
                                      {"971", 12},
                                      {"972", 12}}};
constexpr std::size_t most_digits = 15;

/// How many digits a number has at most, of which the country code is at `at`.
std::size_t most_from(std::string_view text, std::size_t at) {
    for (const auto& plan : plans)
        if (text.substr(at).starts_with(plan.code)) return plan.most;
    return most_digits;
}

/// The digits from `at` on, two separators between them at most, "(0)" and a space aside. A group
/// that would make more than `most` of them, or stands a blank behind one of six or more, is a
/// time, a status or a port beside the number.
Number number_at(std::string_view text, std::size_t at, std::size_t most = most_digits) {
    constexpr std::size_t long_group = 6;
    const auto bound = std::min(text.size(), at + longest);
    Number number{at, 0};
    std::size_t gap = 0, group = 0;
    for (; at < bound && gap < 3; ++at) {
        if (in(digits, text[at])) {
            if (gap > 0) {
                const auto length =
                    skip(text, digits, at, std::min(text.size(), at + most + 1)) - at;
                if (number.digits + length > most) break;
                if (group >= long_group && text[at - 1] == ' ') break;
                group = 0;
            }
            number.end = at + 1;
            ++number.digits;
            ++group;
            gap = 0;
        } else if (in(separators, text[at])) {
            ++gap;
        } else {
            break;
        }
    }
    return number;
}

/// Whether what follows makes a number a measure: "+1073741824 bytes".
bool is_measured(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 12> units{"byte", "kb", "mb",  "gb",  "ms", "us",
                                                     "ns",   "s ", "sec", "row", "%",  "ppm"};
    if (byte_at(text, at) == ' ') ++at;
    return std::any_of(units.begin(), units.end(),
                       [&](std::string_view unit) { return says(text, at, unit); });
}

bool ends_number(std::string_view text, std::size_t at) {
    const char after = byte_at(text, at);
    return !in(word_bytes, after) && !is_measured(text, at) &&
           !((after == '.' || after == ',' || after == ':') && in(digits, byte_at(text, at + 1)));
}

/// Country codes begin so; +1 is followed by an area code (ITU-T E.164, NANP). +999 is ours.
bool is_international(std::string_view text, std::size_t at, const Number& number) {
    if (number.digits < 8 || number.digits > 15 || text[at] == '0') return false;
    if (text.substr(at, 3) == "999") return false;
    if (text[at] != '1') return number.digits >= 9;
    const auto area = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, text.end(),
                                   [](char c) { return in(digits, c); });
    return number.digits == 11 && *area >= '2';
}

/// 2026-11-23 begins a time, and 10.20.30.40 is an address.
bool is_other(std::string_view text, std::size_t at, std::size_t end) {
    const auto first = skip(text, digits, at, end);
    const bool dated = first - at == 4 && byte_at(text, first) == '-' &&
                       skip(text, digits, first + 1, end) == first + 3;
    return dated || ipv4_of(text.substr(at, end - at)).has_value();
}

void take_number(Reading& reading, std::size_t from, std::size_t to, const Quote* in_json) {
    const bool bare = in_json != nullptr && in_json->mark == '"';
    reading.take(from, to, Kind::phone, bare ? Shape::quoted : Shape::mark,
                 bare ? in_json->escapes : std::uint8_t{0});
}

/// Where the number begins that a word at [from, to) speaks of, or npos.
std::size_t number_after(std::string_view text, std::size_t to) {
    constexpr std::array<std::string_view, 9> words{"sent", "to", "number", "no", "nr",
                                                    "is",   "at", "from",   "num"};
    auto at = to;
    for (int count = 0; count < 4; ++count) {
        at = skip(text, before_number, at, std::min(text.size(), at + 4));
        if (byte_at(text, at) == '.')
            at = skip(text, before_number, at + 1, std::min(text.size(), at + 4));
        const auto word = std::find_if(words.begin(), words.end(), [&](std::string_view each) {
            return says(text, at, each) && !in(alphanumerics, byte_at(text, at + each.size()));
        });
        if (word == words.end()) break;
        at += word->size();
    }
    return at > to && (in(digits, byte_at(text, at)) || byte_at(text, at) == '(') ? at : npos;
}

}  // namespace

void recognise_plus(Reading& reading, std::size_t plus) {
    const auto text = reading.text;
    const char first = byte_at(text, plus + 1);
    if (first == '0' || !in(digits, first)) return;  // "+00:00" of times
    if (plus > 0 && in(base64_bytes, text[plus - 1]) && text[plus - 1] != '=' &&
        !follows_escape(text, plus))
        return;
    const auto number = number_at(text, plus + 1, most_from(text, plus + 1));
    if (!is_international(text, plus + 1, number) || !ends_number(text, number.end)) return;
    reading.take(plus, number.end, Kind::phone);
}

void recognise_encoded_plus(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // %2B14155552671
    const auto number = number_at(text, to, most_from(text, to));
    if (is_international(text, to, number) && ends_number(text, number.end))
        reading.take(from, number.end, Kind::phone);
}

void recognise_local_number(Reading& reading, std::size_t dash) {
    // ddd-dddd: the end of 415-555-2671, (415) 555-2671, (11) 98765-4321
    const auto text = reading.text;
    auto from = dash;
    while (from > 0 && dash - from < 6 && in(digits, text[from - 1])) --from;
    const auto to = dash + 5;
    if (dash - from > 5 || !ends_number(text, to) || byte_at(text, to) == '-' || from < 3) return;
    const auto exchange = dash - from;
    auto area = from - 1;
    const char between = text[area];
    if (between == ' ' && text[area - 1] == ')') --area;
    auto begin = area;
    while (begin > 0 && area - begin < 4 && in(digits, text[begin - 1])) --begin;
    const auto length = area - begin;
    const char before = begin > 0 ? text[begin - 1] : '\0';
    if (text[area] == ')') {
        if (before != '(' || length < 2 || length > 3) return;
        return reading.take(begin - 1, to, Kind::phone);
    }
    if (in(word_bytes, before) || before == '-' || before == '.') return;
    const bool american =
        exchange == 3 && length == 3 && between == '-' && text[begin] >= '2' && text[from] >= '2';
    const bool brazilian =
        exchange == 5 && length == 2 && between == ' ' && text[begin] != '0' && text[from] == '9';
    if (american || brazilian) reading.take(begin, to, Kind::phone);
}

void recognise_phone_word(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (text[to - 1] == ':' || text[to - 1] == '.') --to;
    const auto name = name_around(text, from, to);
    // "microphone", "headphones", "hotel"
    if (name.from < from && in(alphanumerics, text[from - 1])) {
        const auto before = text.substr(name.from, from - name.from);
        for (const std::string_view other : {"micro", "head", "smart", "i", "ho", "mo"})
            if (before.size() >= other.size() && same_words(before, other)) return;
        if (to - from < 4 && text[from] >= 'a') return;
    }
    const auto opening = opening_after(text, name);
    auto at = opening ? opening->at : number_after(text, to);
    if (at == npos || at >= text.size()) return;
    at += quote_at(text, at).length;
    if (text[at] == '+' || text[at] == '(') ++at;
    if (text[at] == '(') ++at;
    const bool told = at > 0 && text[at - 1] == '+';
    const auto number = number_at(text, at, told ? most_from(text, at) : most_digits);
    if (number.digits < 7 || number.digits > 15 || !ends_number(text, number.end) ||
        is_other(text, at, number.end))
        return;
    while (at > 0 && (text[at - 1] == '(' || text[at - 1] == '+')) --at;
    const bool bare = opening && opening->name_quote.length != 0 && at == opening->at;
    if (text.substr(at, 4) != "+999")
        take_number(reading, at, number.end, bare ? &opening->name_quote : nullptr);
}

void recognise_sms_definition(Reading& reading, std::size_t, std::size_t to) {
    // "smsDef":[{"label":"guard","to":"4155552671"}]: what is quoted and dials
    const auto text = reading.text;
    const auto line = text.substr(0, line_end(text, to, 512));
    for (auto at = line.find('"', to); at != npos; at = line.find('"', at + 1)) {
        const auto number = number_at(text, at + 1);
        if (number.digits >= 8 && byte_at(text, number.end) == '"')
            reading.take(at + 1, number.end, Kind::phone);
    }
}

}  // namespace diag::redact
