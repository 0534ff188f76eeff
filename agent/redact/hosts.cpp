// SPDX-License-Identifier: Apache-2.0
// Host names: those the site is known to have, wherever they stand; others in URLs and in fields
// that hold one.
#include <algorithm>
#include <optional>
#include <string>

#include "agent/redact/addresses.hpp"
#include "agent/redact/boundaries.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/host_names.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/subnets.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr Table host_bytes = table_of(".-_", true);
constexpr Table authority_ends = table_of({" \t\r\n\v\f\"<>`\\/?#\0", 15}, false);
constexpr Table form_ends = table_of({" \t\r\n\"<>&/?\0", 11}, false);
constexpr std::size_t longest_host = 253;   // RFC 1035 2.3.4
constexpr std::size_t credentials = 1024;   ///< bytes looked at before the '@' of a URL
constexpr std::size_t longest_scheme = 16;  ///< "mongodb+srv"

std::string_view scheme_before(std::string_view text, std::size_t colon) {
    auto from = colon;
    while (from > 0 && colon - from < longest_scheme &&
           (in(alphanumerics, text[from - 1]) || text[from - 1] == '+'))
        --from;
    return text.substr(from, colon - from);
}

/// Only pages and names of formats are written with these, and so are most public hosts.
bool is_of_the_web(std::string_view scheme) {
    return same_words(scheme, "http") || same_words(scheme, "https");
}

/// "Type.method", "logback.xml": in a list of hosts of the web a name with a file's end is none.
bool looks_like_host(std::string_view host, std::string_view scheme) {
    if (!is_of_the_web(scheme)) return true;
    const auto top = host.substr(host.rfind('.') + 1);
    return host.find('.') == npos || is_local_host(host) ||
           std::none_of(top.begin(), top.end(), [](char c) { return in(digits, c); });
}

/// The host of the authority at `at`, behind any credentials.
void take_authority(Reading& reading, std::size_t colon, std::size_t at) {
    const auto text = reading.text;
    const auto scheme = scheme_before(text, colon);
    if (scheme.empty()) return;
    const auto rest = text.substr(at, credentials + longest_host);
    const auto end =
        std::find_if(rest.begin(), rest.end(), [](char c) { return in(authority_ends, c); });
    const auto authority = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    const auto sign = authority.rfind('@');
    auto from = at + (sign == npos ? 0 : sign + 1);
    // A list: mongodb://db1.corp:27017,db2.corp:27017/
    for (int count = 0; count < 16; ++count) {
        const auto to = host_end(text, from);
        const auto host = text.substr(from, to - from);
        if (is_taken_host(host) && looks_like_host(host, scheme))
            reading.take(from, to, Kind::host);
        auto next = to;
        if (byte_at(text, next) == ':') next = skip(text, digits, next + 1, text.size());
        if (byte_at(text, next) != ',' || next + 1 >= at + authority.size()) return;
        from = next + 1;
    }
}

/// The digits of an address with dashes from `from` on; nothing where they are none.
std::size_t dashed_end(std::string_view text, std::size_t from) {
    auto at = from;
    for (int part = 0; part < 4; ++part) {
        const auto end = skip(text, digits, at, std::min(text.size(), at + 4));
        if (end == at || end - at > 3) return from;
        if (part == 3) return end;
        if (byte_at(text, end) != '-') return from;
        at = end + 1;
    }
    return from;
}

/// The address with dashes in [from, to), unless it is one that stays.
std::optional<std::uint32_t> dashed_address(std::string_view text, std::size_t from,
                                            std::size_t to) {
    std::string dotted(text.substr(from, to - from));
    std::replace(dotted.begin(), dotted.end(), '-', '.');
    const auto address = ipv4_of(dotted);
    return address && !keeps_ipv4(*address) ? address : std::nullopt;
}

void take_dashed(Reading& reading, std::size_t from, std::size_t to) {
    const auto address = dashed_address(reading.text, from, to);
    if (!address) return;
    reading.take(from, to, Kind::ipv4, Shape::dashes);
    reading.spans.back().address = *address;
}

/// Whether the address is private or has a part of three digits: neither versions nor times have.
bool is_no_version(std::uint32_t address) {
    if (is_private_subnet(address >> 8)) return true;
    for (int shift = 24; shift >= 0; shift -= 8)
        if ((address >> shift & 255) >= 100) return true;
    return false;
}

/// Whether what stands before `from` makes one longer number of it, a date or another: "2026-", but
/// not "cam01-".
bool continues_number(std::string_view text, std::size_t from) {
    if (from < 2 || (text[from - 1] != '-' && text[from - 1] != '.')) return false;
    auto word = from - 1;
    while (word > 0 && from - word < longest_host && in(digits, text[word - 1])) --word;
    return word < from - 1 && begins_word(text, word);
}

/// Whether that number is of a name: "server-2-", "rack-3-2-", but neither "2026-11-" nor "10-".
bool numbers_name(std::string_view text, std::size_t from) {
    constexpr std::size_t most_digits = 3;
    for (int number = 0; number < 3; ++number) {
        if (from < 2 || text[from - 1] != '-') return false;
        auto word = from - 1;
        while (word > 0 && from - word <= most_digits + 1 && in(digits, text[word - 1])) --word;
        if (word == 0 || from - 1 - word > most_digits) return false;
        if (in(alphanumerics, text[word - 1])) return true;
        from = word;
    }
    return false;
}

/// Whether two letters and more stand before `from`: "ip68-100-12-3", but not "v1-2-3-4".
bool follows_letters(std::string_view text, std::size_t from) {
    const auto is_letter = [](char c) { return in(alphanumerics, c) && !in(digits, c); };
    return from > 1 && is_letter(text[from - 1]) && is_letter(text[from - 2]);
}

/// Ends of files' names that are as long as those of countries, and none of theirs.
bool ends_as_file(std::string_view host) {
    const auto top = host.substr(host.rfind('.') + 1);
    return top == "gz" || top == "xz" || top == "js" || top == "ts" || top == "db";
}

}  // namespace

void recognise_host(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (!begins_word(text, from) || !ends_word(text, to)) return;
    const char before = from > 0 ? text[from - 1] : '\0';
    const char after = byte_at(text, to);
    const bool full = text.substr(from, to - from).find('.') != npos;
    const bool goes_on = after == '-' || after == '_' || before == '-' || before == '_' ||
                         (after == '.' && in(alphanumerics, byte_at(text, to + 1)));
    reading.take(from, to, Kind::host, goes_on && !full ? Shape::stem : Shape::mark);
}

void recognise_domain(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (!ends_word(text, to) || (in(alphanumerics, byte_at(text, to + 1)) && text[to] == '.'))
        return;
    const auto floor = from - std::min(from, longest_host);
    auto begin = from;
    if (from > 0 && text[from - 1] == '.')
        while (begin > floor && in(host_bytes, text[begin - 1])) --begin;
    while (begin < from && !in(alphanumerics, text[begin])) ++begin;
    if (begin == from && !begins_word(text, from)) return;
    reading.take(begin, to, Kind::host);
}

void recognise_backward_domain(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (!begins_word(text, from) || (from > 0 && text[from - 1] == '.') || !ends_word(text, to))
        return;
    reading.take(from, to, Kind::host, Shape::backwards);
}

void recognise_url_host(Reading& reading, std::size_t from, std::size_t to) {
    take_authority(reading, from, to);
}

void recognise_escaped_url_host(Reading& reading, std::size_t from, std::size_t to) {
    take_authority(reading, from, to);
}

void recognise_encoded_url_host(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // rtsp%3A%2F%2Fuser%3Apassword%40host%3A554
    if (scheme_before(text, from).empty()) return;
    const std::string_view sign = to - from > 9 ? "%2540" : "%40";
    const auto rest = text.substr(to, credentials);
    const auto end =
        std::find_if(rest.begin(), rest.end(), [](char c) { return in(form_ends, c); });
    const auto authority = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    const auto found = authority.rfind(sign);
    const auto at = to + (found == npos ? 0 : found + sign.size());
    const auto last = host_end(text, at);
    if (is_taken_host(text.substr(at, last - at))) reading.take(at, last, Kind::host);
}

void recognise_dashed_address(Reading& reading, std::size_t, std::size_t to) {
    const auto text = reading.text;
    const auto end = dashed_end(text, to);
    if (end == to || byte_at(text, end) == '-' || !ends_word(text, end)) return;
    take_dashed(reading, to, end);
}

void recognise_dashed_octets(Reading& reading, std::size_t dash) {
    const auto text = reading.text;  // by no word but by the host's name that it stands in
    auto from = dash;
    while (from > 0 && dash - from < 4 && in(digits, text[from - 1])) --from;
    const auto end = dashed_end(text, from);
    const char after = byte_at(text, end);
    if (end == from || (after != '.' && after != '-')) return;
    if (after == '-' && !in(alphanumerics, byte_at(text, end + 1))) return;
    if (after == '-' && in(digits, byte_at(text, end + 1)))
        return;  // of five numbers the last four
    const bool begins = begins_word(text, from);
    const bool numbered = begins && continues_number(text, from);
    if (!begins && !follows_letters(text, from)) return;
    if (numbered && !numbers_name(text, from)) return;
    const auto address = dashed_address(text, from, end);
    if (!address || ((!begins || numbered || after == '-') && !is_no_version(*address))) return;
    const auto host = text.substr(from, host_end(text, from) - from);
    if (is_full_host_name(host) && !ends_as_file(host)) take_dashed(reading, from, end);
}

void recognise_backward_address(Reading& reading, std::size_t from, std::size_t) {
    const auto text = reading.text;  // 5.0.0.10.in-addr.arpa is 10.0.0.5 (RFC 1035 3.5)
    auto begin = from;
    while (begin > 0 && from - begin < 15 &&
           (in(digits, text[begin - 1]) || text[begin - 1] == '.'))
        --begin;
    const auto address = ipv4_of(backwards(text.substr(begin, from - begin)));
    if (!address) return;
    // One of ours would be taken for a stranger's when read from the left.
    if (keeps_ipv4(*address)) return reading.spared.push_back({begin, from});
    reading.take(begin, from, Kind::ipv4, Shape::backwards);
    reading.spans.back().address = *address;
}

}  // namespace diag::redact
