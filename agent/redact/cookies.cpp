// SPDX-License-Identifier: Apache-2.0
// Cookies (RFC 6265): in dumps of headers, in JSON, in curl commands, in maps as programs print
// them.
#include "agent/redact/bytes.hpp"
#include "agent/redact/header_values.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;

void take_cookies(Reading& reading, std::size_t from, std::size_t to) {
    take_credentials(reading, from, to, Kind::cookie);
}

/// Behind sid="x", whose quotation begins at `at`; 0 where the mark ends all that was before, as in
/// curl -H "Cookie: sid=x=" -o "out".
std::size_t quoted_cookie_end(std::string_view text, std::size_t at) {
    const auto quote = quote_at(text, at);
    if (at == 0 || text[at - 1] != '=' || quote.length == 0) return 0;
    const auto from = at + quote.length;
    const auto to = quotation_end(text, from, quote);
    const auto after = to + quote.length;
    if (to >= line_end(text, from, value_limit)) return 0;
    const char next = byte_at(text, after);
    if (next == ';' || next == '\0' || next == '\r' || next == '\n') return after;
    const bool ends = next == ',' || next == '\\' || next == ']' || in(spaces, next) ||
                      quote_at(text, after).length != 0;
    const bool blank = text.substr(from, to - from).find_first_of(" ,") != npos;
    return ends && !blank ? after : 0;
}

void take_bare_cookies(Reading& reading, std::size_t at) {
    const auto text = reading.text;
    const auto bound = line_end(text, at, value_limit);
    auto end = at;
    while (end < bound) {
        if (std::string_view("\"'`<]\\").find(text[end]) == npos) {
            ++end;
            continue;
        }
        const auto past = quoted_cookie_end(text, end);
        if (past == 0) break;
        end = past;
    }
    while (end > at && in(spaces, text[end - 1])) --end;
    take_credentials(reading, at, end, Kind::cookie);
}

/// "cookies=12" counts them.
bool is_count(std::string_view text, std::size_t at) {
    const auto end = skip(text, digits, at, text.size());
    return end > at && byte_at(text, end) != '=' && !in(name_bytes, byte_at(text, end));
}

}  // namespace

void recognise_cookie(Reading& reading, std::size_t from, std::size_t to) {
    if (from < reading.value_end) return;
    const auto name = name_around(reading.text, from, to);
    if (name.to > to + 1) return;
    const auto opening = header_opening(reading.text, name);
    if (opening && !(name.to > to && is_count(reading.text, opening->at)))
        take_header(reading, *opening, {take_cookies, take_bare_cookies, Kind::cookie, true});
}

}  // namespace diag::redact
