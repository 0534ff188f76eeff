// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/directory_names.hpp"
#include "agent/redact/given_names.hpp"
#include "agent/redact/person_fields.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

constexpr Table local_bytes = table_of("._+-'%&!#$*=?^`{|}~", true, true);
/// Bytes the local part may hold but not begin with: they belong to what stands before it.
constexpr Table leading_bytes = table_of("._-'%&!#$*=?^`{|}~", false);
constexpr Table domain_bytes = table_of(".-", true, true);
constexpr std::size_t local_limit = 64;    ///< RFC 5321 4.5.3.1.1
constexpr std::size_t domain_limit = 253;  ///< RFC 1035 2.3.4 as text

/// Kinds of systemd unit: "getty@tty1.service" is no mail address.
constexpr std::array<std::string_view, 10> unit_kinds{
    "service", "socket", "slice", "timer", "mount", "target", "scope", "device", "path", "swap"};

/// The length of a mail domain at the start of `text`: at least one dot, letters after the last.
std::size_t domain_length(std::string_view text) {
    auto length = skip(text, domain_bytes, 0, std::min(text.size(), domain_limit));
    while (length > 0 && !in(word_bytes, text[length - 1])) --length;
    const auto domain = text.substr(0, length);
    const auto dot = domain.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || domain.find("..") != domain.npos) return 0;
    if (dot == 2 && domain[1] == 'x' && in(digits, domain[0])) return 0;  // logo@2x.png
    const auto top = domain.substr(dot + 1);
    if (top.size() < 2 || std::any_of(top.begin(), top.end(), [](char c) { return in(digits, c); }))
        return 0;
    for (const auto kind : unit_kinds)
        if (same_words(top, kind)) return 0;
    return length;
}

/// Four encoded words, each of 75 bytes at most (RFC 2047 2) and a blank.
constexpr std::size_t longest_encoded = 4 * std::size_t{76};

/// Where the words of a name begin that ends at `to`: "sent to Anna Smith"; `to` where none does.
std::size_t name_begin(std::string_view text, std::size_t floor, std::size_t to) {
    static constexpr Table name_letters = table_of(" '-.", true, true);
    auto from = to;
    while (from > floor && in(name_letters, text[from - 1]) && !in(digits, text[from - 1])) --from;
    while (from < to) {
        from = skip(text, blanks, from, to);
        if (name_length(text.substr(from, to - from)) == to - from) return from;
        from = std::min(text.substr(0, to).find(' ', from), to);
    }
    return to;
}

/// Where the encoded words begin (RFC 2047) that end at `to`: =?UTF-8?B?QW5uYQ==?= =?UTF-8?B?...?=
std::size_t encoded_begin(std::string_view text, std::size_t floor, std::size_t to) {
    auto from = to;
    while (true) {
        auto end = from;
        while (end > floor && text[end - 1] == ' ') --end;
        const auto part = text.substr(floor, end - floor);
        const auto begin = part.find("=?", part.rfind(' ') + 1);  // 0 behind npos
        if (begin == part.npos || !part.ends_with("?=")) return from;
        from = floor + begin;
    }
}

/// Takes the name before the '<' at `open` of a mailbox (RFC 5322 3.4): Anna Smith <a@b.com>, in
/// quotation marks, or encoded.
void take_display_name(Reading& reading, std::size_t open) {
    const auto text = reading.text;
    auto to = open;
    while (to > 0 && open - to < 2 && text[to - 1] == ' ') --to;
    const auto floor = to - std::min(to, longest_person);
    const auto before = text.substr(floor, to - floor);
    if (before.ends_with("?=")) {
        const auto from = encoded_begin(text, to - std::min(to, longest_encoded), to);
        return reading.take(from, to, Kind::person);
    }
    auto from = to;
    if (before.ends_with('"')) {
        for (--to; to > floor && text[to - 1] == '\\';) --to;          // of JSON
        from = floor + text.substr(floor, to - floor).rfind('"') + 1;  // 0 behind npos
    } else {
        from = name_begin(text, floor, to);
    }
    const auto name = text.substr(from, to - from);
    if (is_full_name(name) || is_given_name(name)) reading.take(from, to, Kind::person);
}

/// Takes the address whose local part ends at `at` and whose domain begins at `domain`.
void take_address(Reading& reading, std::size_t at, std::size_t domain) {
    const auto text = reading.text;
    auto from = at;
    while (from > 0 && at - from < local_limit && in(local_bytes, text[from - 1])) --from;
    // "user=bob@x.com", "mailto?to=bob@x.com": what is before the last '=' or '?' is a name.
    for (auto i = at; i > from; --i)
        if (text[i - 1] == '=' || text[i - 1] == '?' || text[i - 1] == '&') from = i;
    while (from < at && in(leading_bytes, text[from])) ++from;
    const auto length = from < at ? domain_length(text.substr(domain)) : 0;
    if (length == 0) return;
    reading.take(from, domain + length, Kind::email);
    if (from > 0 && text[from - 1] == '<') take_display_name(reading, from - 1);
}

/// "john doe"@example.com (RFC 5321 4.1.2).
void take_quoted(Reading& reading, std::size_t sign) {
    const auto text = reading.text;
    const auto floor = sign > local_limit ? sign - local_limit : 0;
    const auto open = text.substr(floor, sign - 1 - floor).rfind('"');
    const auto length = domain_length(text.substr(sign + 1));
    if (open == std::string_view::npos || length == 0) return;
    if (text.substr(floor + open, sign - floor - open).find('\n') != std::string_view::npos) return;
    reading.take(floor + open, sign + 1 + length, Kind::email);
}

}  // namespace

void recognise_email(Reading& reading, std::size_t sign) {
    const char before = sign > 0 ? reading.text[sign - 1] : '\0';
    const char after = byte_at(reading.text, sign + 1);
    if (!in(word_bytes, after)) return;
    if (before == '"') return take_quoted(reading, sign);
    if (in(local_bytes, before)) take_address(reading, sign, sign + 1);
}

void recognise_encoded_email(Reading& reading, std::size_t from, std::size_t to) {
    if (in(word_bytes, byte_at(reading.text, to))) take_address(reading, from, to);
}

}  // namespace diag::redact
