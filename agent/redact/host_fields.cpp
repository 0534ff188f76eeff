// SPDX-License-Identifier: Apache-2.0
// Host names in fields, elements and sentences that hold one: "hostname=", <Computer>,
// "UnknownHostException: x", names in certificates.
#include <algorithm>
#include <optional>

#include "agent/redact/bytes.hpp"
#include "agent/redact/directory_names.hpp"
#include "agent/redact/given_names.hpp"
#include "agent/redact/host_names.hpp"
#include "agent/redact/names.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest_host = 253;  // RFC 1035 2.3.4
constexpr std::size_t longest_dn = 512;    ///< as much of a distinguished name as is looked at

struct FieldValue {
    std::size_t at = 0;
    bool bare = false;         ///< without quotes behind a name in quotes, as numbers are in JSON
    std::uint8_t escapes = 0;  ///< backslashes before each quote of the name
};

/// Where the value of the field begins whose name stands from `from` to `to`.
std::optional<FieldValue> value_of_field(std::string_view text, std::size_t from, std::size_t to) {
    const auto blanks_end = [&](std::size_t at) {
        while (byte_at(text, at) == ' ') ++at;
        return at;
    };
    // Names that are looked for with their quotes end behind them.
    const bool within = from < to && text[from] == '"';
    const auto closing = within ? Quote{} : quote_at(text, to);
    const bool plain = closing.length == std::size_t{closing.escapes} + 1;
    auto at = blanks_end(plain ? to + closing.length : to);
    if (byte_at(text, at) != '=' && byte_at(text, at) != ':') return {};
    at = blanks_end(at + 1);
    const auto opening = quote_at(text, at);
    const bool quoted = opening.length == std::size_t{opening.escapes} + 1;
    FieldValue value{quoted ? at + opening.length : at};
    value.bare = !quoted && (within || (plain && closing.mark == '"'));
    value.escapes = within ? static_cast<std::uint8_t>(text[to - 2] == '\\') : closing.escapes;
    return value;
}

/// "1e10" is a number where it has no quotes.
bool is_number(std::string_view text) {
    constexpr Table of_numbers = table_of("0123456789.eE", false);
    return in(digits, text.front()) && skip(text, of_numbers, 0, text.size()) == text.size();
}

/// A name of code ("host: java.net.X") is no host; a domain has no upper-case letters inside.
bool is_code(std::string_view host) {
    return host.find('.') != npos && host != lowered(host) && !is_local_host(host);
}

}  // namespace

void recognise_host_field(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    const auto value = value_of_field(text, from, to);
    if (!value) return;
    const auto at = value->at;
    const auto end = host_end(text, at);
    const auto host = text.substr(at, end - at);
    const bool ends = std::string_view("(/=").find(byte_at(text, end)) == npos;
    if (!is_taken_host(host) || is_no_secret(host) || is_code(host) || !ends) return;
    if (value->bare && is_number(host)) return;
    // Where more follows, as a port does, it is no JSON that quotes would keep.
    const bool alone = std::string_view(" \t\r\n,}]\0", 8).find(byte_at(text, end)) != npos;
    reading.take(at, end, Kind::host, value->bare && alone ? Shape::quoted : Shape::mark,
                 value->escapes);
}

void recognise_host_behind(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    const char first = text[from];
    const bool within = from > 0 && in(alphanumerics, text[from - 1]);
    if (within && !(first >= 'A' && first <= 'Z')) return;  // "ghost=", but "dbHost="
    auto at = to + quote_at(text, to).length;
    if (byte_at(text, at) == '/') ++at;
    const auto end = host_end(text, at);
    const auto host = text.substr(at, end - at);
    if (!is_taken_host(host) || is_no_secret(host) || is_code(host)) return;
    const char after = byte_at(text, end);
    // A certificate names hosts by their full names; "DNS:" alone is a word. A server of a
    // connection string goes on with its instance, port or database.
    if (lower(first) == 'd' && text[to - 1] == ':' && host.find('.') == npos) return;
    const bool is_server = says(text, from, "server=") || says(text, from, "data source=");
    if (is_server && std::string_view(";,\\").find(after) == npos) return;
    if (after != '(' && after != '/' && after != '=') reading.take(at, end, Kind::host);
}

void recognise_host_before(Reading& reading, std::size_t from, std::size_t) {
    const auto text = reading.text;  // Spring Boot: "using Java 17 on nvr01 with PID 4711"
    auto at = from;
    while (at > 0 && from - at < longest_host && in(name_bytes, text[at - 1])) --at;
    const auto host = text.substr(at, from - at);
    if (text.substr(0, at).ends_with(" on ") && is_taken_host(host))
        reading.take(at, from, Kind::host);
}

void recognise_common_name(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;  // CN=nvr.example.com of certificates, cn=Anna Smith of LDAP
    if (from > 0 && in(name_bytes, text[from - 1])) return;
    const auto end = host_end(text, to);
    const auto host = text.substr(to, end - to);
    if (is_full_host_name(host)) return reading.take(to, end, Kind::host);
    const auto length = name_length(text.substr(to, 96));
    const auto name = text.substr(to, length);
    const char after = byte_at(text, to + length);
    const bool whole = std::string_view(",)\"'\r\n\0", 7).find(after) != npos;
    const auto gap = name.find(' ');
    if (gap != npos && whole && is_given_name(name.substr(0, gap)))
        return reading.take(to, to + length, Kind::person);
    const auto person = person_among_people(text.substr(to, longest_dn));
    reading.take(to, to + person, Kind::person);
}

}  // namespace diag::redact
