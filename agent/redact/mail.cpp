// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
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
    if (length != 0) reading.take(from, domain + length, Kind::email);
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
