// SPDX-License-Identifier: Apache-2.0
// Persons in LDIF (RFC 2849): lines of a directory's entry that name one and nothing else.
#include <algorithm>
#include <string>
#include <vector>

#include "agent/redact/bytes.hpp"
#include "agent/redact/directory_names.hpp"
#include "agent/redact/given_names.hpp"
#include "agent/redact/name_fields.hpp"
#include "agent/redact/names.hpp"
#include "agent/redact/person_fields.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"
#include "platform/base64.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t longest_option = 64;  ///< ";lang-es;phonetic"
constexpr std::size_t longest_dn = 512;

/// What an attribute holds.
struct Value {
    std::vector<Run> places;  ///< where it stands: one line, or several that it is folded over
    std::string words;        ///< what it says; nothing where that cannot be a name
};

/// Whether only white space stands before `from` in its line, and little of it.
bool alone_in_line(std::string_view text, std::size_t from) {
    const auto start = line_start(text, from, 16);
    return (start == 0 || text[start - 1] == '\n') &&
           indentation(text.substr(start)) == from - start;
}

/// The rest of the line from `at` on.
Value plain_value(std::string_view text, std::size_t at) {
    const auto end = line_end(text, at, longest_person + 1);
    if (end - at > longest_person) return {};
    const auto line = trimmed_line(text.substr(at, end - at));
    const auto from = static_cast<std::size_t>(line.data() - text.data());
    return {{{from, from + line.size()}}, std::string(line)};
}

/// Base64, in which all that is not ASCII is written, from `at` on: folded over lines that stand
/// one blank deeper than the `depth` of the first. Of `most` bytes when decoded.
Value encoded_value(std::string_view text, std::size_t at, std::size_t depth, std::size_t most) {
    const auto longest = (most + 2) / 3 * 4;
    Value value;
    std::string encoded;
    while (true) {
        const auto end = line_end(text, at, longest + depth + 2);
        const auto line = text.substr(at, end - at);
        const auto word = trimmed_line(line);
        const bool all = skip(word, base64_only, 0, word.size()) == word.size();
        if (!value.places.empty() && (!all || word.empty() || indentation(line) != depth + 1))
            break;
        const auto from = static_cast<std::size_t>(word.data() - text.data());
        value.places.push_back({from, from + word.size()});
        encoded += word;
        if (!all || encoded.size() > longest) return {};
        if (byte_at(text, end) != '\n') break;
        at = end + 1;
    }
    const auto plain = from_base64(encoded);
    const bool prints = plain && std::all_of(plain->begin(), plain->end(), [](char c) {
                            return static_cast<unsigned char>(c) >= 0x20;
                        });
    if (prints) value.words = trimmed_line(*plain);
    return value;
}

/// The value of the attribute at `from` behind the word that ends at `to`: "cn: " or "cn:: ".
Value value_of(std::string_view text, std::size_t from, std::size_t to) {
    if (!text.substr(from, to - from).ends_with(":: ")) return plain_value(text, to);
    return encoded_value(text, to, from - line_start(text, from, 16), longest_person);
}

void take(Reading& reading, const Value& value, Kind kind) {
    for (const auto& place : value.places) reading.take(place.from, place.to, kind);
}

}  // namespace

void recognise_ldif_name(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // "cn: Anna Smith", but "cn: admins" and "cn: nvr01"
    if (byte_at(text, to) == '[')    // of YAML: "cn: [Anna Smith, Anna]"
        return take_field(reading, name_around(text, from, from + 2), false);
    if (!alone_in_line(text, from)) return;
    const auto value = value_of(text, from, to);
    std::string_view words = value.words;
    if (lower(text[from]) == 'g')  // gecos: "Anna Smith,Room 12,+34 612 345 678,"
        words = words.substr(0, words.find(','));
    if (is_full_name(words)) take(reading, value, Kind::person);
}

void recognise_ldif_user(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // indented it is a number of Kubernetes or Grafana
    if (from > 0 && text[from - 1] != '\n') return;
    const auto value = value_of(text, from, to);
    if (may_be_login(value.words)) take(reading, value, Kind::user);
}

void recognise_ldif_surname(Reading& reading, std::size_t from, std::size_t to) {
    // "sn: Smith" alone in its line, which in capitals is a serial number's name too
    const auto text = reading.text;
    if (!alone_in_line(text, from)) return;
    const auto at = to + indentation(text.substr(to));
    if (at >= text.size()) return;
    const auto value = field_value(text, {at, Form::assigned});
    if (says_nothing(value) || !may_be_name(value)) return;
    const auto begin = static_cast<std::size_t>(value.data() - text.data());
    reading.take(begin, begin + value.size(), Kind::person);
}

void recognise_ldif_encoded(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // "sn:: TcO8bGxlcg=="
    if (!alone_in_line(text, from)) return;
    const auto value = value_of(text, from, to);
    if (!says_nothing(value.words)) take(reading, value, Kind::person);
}

void recognise_ldif_dn(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // "dn:: Y249Sm9zw6k...": in base64 for the sake of its accents
    if (!alone_in_line(text, from)) return;
    const auto value = encoded_value(text, to, from - line_start(text, from, 16), longest_dn);
    if (holds_person(value.words)) take(reading, value, Kind::person);
}

void recognise_ldif_option(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // "cn;lang-es: Anna Smith", "sn;lang-es;phonetic:: UMOpcmV6"
    static constexpr Table option_bytes = table_of("-;", true);
    const auto start = line_start(text, from, longest_option);
    if (start > 0 && text[start - 1] != '\n') return;
    const auto depth = indentation(text.substr(start, from - start));
    auto name = text.substr(start + depth, from - start - depth);
    name = name.substr(0, name.find(';'));
    auto at = skip(text, option_bytes, to, std::min(text.size(), to + longest_option));
    if (byte_at(text, at) != ':') return;
    const bool encoded = byte_at(text, at + 1) == ':';
    at += encoded ? 2 : 1;
    if (byte_at(text, at) != ' ') return;
    const auto value =
        encoded ? encoded_value(text, at + 1, depth, longest_person) : plain_value(text, at + 1);
    const auto is_called = [&](std::string_view each) { return same_words(name, each); };
    if (is_called("uid") && may_be_login(value.words)) take(reading, value, Kind::user);
    const bool full = is_called("cn") || is_called("name") || is_called("gecos");
    const bool surely = is_called("sn") || is_called("givenname") || is_called("displayname") ||
                        is_called("initials");
    if ((full && is_full_name(value.words)) || (surely && may_be_name(value.words)))
        take(reading, value, Kind::person);
}

}  // namespace diag::redact
