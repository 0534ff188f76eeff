// SPDX-License-Identifier: Apache-2.0
// Credentials before the '@' of a URL, in any scheme.
//
// RFC 3986 ends the authority at the first '/', '?' or '#', and wants those encoded in passwords.
// People do not: rtsp://admin:p@ss/w0rd@10.0.0.5/stream is common. So a later '@' counts too where
// what follows it looks like a host, and where none stands within the authority, any name may be
// one.
#include <algorithm>
#include <array>

#include "agent/redact/bytes.hpp"
#include "agent/redact/host_names.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t reach = 1024;  ///< longest credentials looked for, in bytes
constexpr Table url_ends = table_of({" \t\r\n\v\f\"<>`\0", 11}, false);
constexpr Table host_bytes = table_of(".-", true);

constexpr Table query_begins = table_of("?#", false);

/// How ':', '@' and '/' are written in one way of encoding, and what follows a scheme. None begins
/// with a letter.
struct Spelling {
    std::string_view colon, sign, slash, scheme_end;
};
constexpr Spelling plain{":", "@", "/", "://"};
constexpr Spelling encoded{"%3a", "%40", "%2f", "%3a%2f%2f"};
constexpr Spelling encoded_twice{"%253a", "%2540", "%252f", "%253a%252f%252f"};
/// JSON may escape '/' (RFC 8259 7), and JSON within JSON escapes the backslash again.
constexpr std::array<Spelling, 3> escaped{{{":", "@", "\\/", ":\\/\\/"},
                                           {":", "@", "\\\\/", ":\\\\/\\\\/"},
                                           {":", "@", "\\\\\\/", ":\\\\\\/\\\\\\/"}}};
/// By number, with the '@' as it is or not.
constexpr std::array<Spelling, 2> numbered{
    {{":", "\\u0040", "\\u002f", ":\\u002f\\u002f"}, {":", "@", "\\u002f", ":\\u002f\\u002f"}}};

std::size_t find_words(std::string_view text, std::string_view words, std::size_t at) {
    for (at = text.find(words[0], at); at != npos; at = text.find(words[0], at + 1))
        if (says(text, at, words)) break;
    return at;
}

std::size_t find_last(std::string_view text, std::string_view words) {
    for (auto at = text.size(); at-- > 0;)
        if (text[at] == words[0] && says(text, at, words)) return at;
    return npos;
}

bool begins_authority(std::string_view rest, std::size_t at, const Spelling& spelling) {
    return (rest[at] == ':' && says(rest, at, plain.scheme_end)) ||
           (rest[at] == spelling.scheme_end[0] && says(rest, at, spelling.scheme_end));
}

/// Where the authority and its path end: at white space, a quote, or another URL's beginning.
std::string_view url_rest(std::string_view text, std::size_t at, const Spelling& spelling) {
    const auto rest = text.substr(at, reach);
    std::size_t end = 0;
    while (end < rest.size() && !in(url_ends, rest[end])) {
        if (begins_authority(rest, end, spelling)) {
            // "...@host1 or a list: rtsp://a:b@h1,rtsp://c:d@h2"
            const auto colon = end;
            while (end > 0 && in(alphanumerics, rest[end - 1])) --end;
            // The digits of "%40" or "%2C" before a scheme are not of it.
            if (end > 0 && rest[end - 1] == '%') end = std::min(end + 2, colon);
            break;
        }
        ++end;
    }
    return rest.substr(0, end);
}

/// An address, "localhost", a name with a dot or with a port: after the '@' of real credentials.
bool looks_like_host(std::string_view text, const Spelling& spelling) {
    if (text.starts_with('[')) return true;
    const auto length = skip(text, host_bytes, 0, text.size());
    const auto host = text.substr(0, length);
    const bool port = says(text, length, spelling.colon) &&
                      in(digits, byte_at(text, length + spelling.colon.size()));
    return length > 0 && (port || same_words(host, "localhost") || host.find('.') != npos);
}

/// A name of one part or more and behind it the end of the URL, a port or a path: "nas/share".
bool may_be_host(std::string_view text, const Spelling& spelling) {
    const auto length = skip(text, host_bytes, 0, text.size());
    return length > 0 && (length == text.size() || says(text, length, spelling.slash) ||
                          says(text, length, spelling.colon));
}

/// Whether the first ':' parts host and port rather than user and password: "host:8080/...".
bool is_port(std::string_view rest, std::size_t colon, const Spelling& spelling) {
    const auto from = colon + spelling.colon.size();
    const auto to = skip(rest, digits, from, rest.size());
    return to > from && to - from <= 5 && says(rest, to, spelling.slash);
}

/// Where the '@' is that ends the credentials in "admin:554/x@cam7.example.net/s", whose password
/// begins as a port and a path would. It is none in "host:8080/anna@example.com", which names mail,
/// nor behind a '?', nor where a host with a domain stands before the port, nor an image's digest.
std::size_t end_behind_port(std::string_view rest, std::size_t colon, const Spelling& spelling,
                            bool of_the_web) {
    const auto sign = find_last(rest, spelling.sign);
    if (sign == npos) return npos;
    const auto host = rest.substr(sign + spelling.sign.size());
    if (!looks_like_host(host, spelling)) return npos;
    if (in(digits, host.front())) return sign;
    const auto user = rest.substr(0, colon);
    const bool query = rest.substr(0, sign).find_first_of("?&=") != npos;
    if (query || user.find('.') != npos || same_words(user, "localhost")) return npos;
    if (says(host, 0, "sha256:")) return npos;
    const auto length = skip(host, host_bytes, 0, host.size());
    return of_the_web && length == host.size() ? npos : sign;
}

/// Where the '@' is that ends the credentials, or npos.
std::size_t credentials_end(std::string_view rest, const Spelling& spelling, bool of_the_web) {
    if (rest.starts_with('[')) return npos;  // an IPv6 host, full of colons
    const auto path = std::min(find_words(rest, spelling.slash, 0), rest.size());
    const auto query = std::find_if(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(path),
                                    [](char c) { return in(query_begins, c); });
    const auto authority = static_cast<std::size_t>(query - rest.begin());
    const auto strict = find_last(rest.substr(0, authority), spelling.sign);
    const auto colon = find_words(rest, spelling.colon, 0);
    const bool password = colon < (strict == npos ? authority : strict);
    if (!password) return strict;
    if (strict == npos && is_port(rest, colon, spelling))
        return end_behind_port(rest, colon, spelling, of_the_web);
    auto sign = find_last(rest, spelling.sign);
    while (sign != npos && sign != strict) {
        const auto host = rest.substr(sign + spelling.sign.size());
        if (looks_like_host(host, spelling)) return sign;
        if (strict == npos && may_be_host(host, spelling)) return sign;
        sign = find_last(rest.substr(0, sign), spelling.sign);
    }
    return sign;
}

/// Whether the scheme before the authority at `at` is one that pages are fetched by.
bool is_of_the_web(std::string_view text, std::size_t at, const Spelling& spelling) {
    const auto to = at - std::min(at, spelling.scheme_end.size());
    return (to >= 4 && says(text, to - 4, "http")) || (to >= 5 && says(text, to - 5, "https"));
}

/// The host behind credentials; where those hold a '/' it is not found as an authority's.
void take_host(Reading& reading, std::size_t at) {
    const auto end = host_end(reading.text, at);
    if (is_taken_host(reading.text.substr(at, end - at))) reading.take(at, end, Kind::host);
}

void take_credentials(Reading& reading, std::size_t at, const Spelling& spelling) {
    auto rest = url_rest(reading.text, at, spelling);
    if (spelling.sign.front() == '%') rest = rest.substr(0, rest.find('&'));  // a form's next field
    const auto sign = credentials_end(rest, spelling, is_of_the_web(reading.text, at, spelling));
    if (sign == npos || sign == 0) return;
    take_host(reading, at + sign + spelling.sign.size());
    const auto colon = find_words(rest.substr(0, sign), spelling.colon, 0);
    if (colon == npos) {
        reading.take(at, at + sign, Kind::user, Shape::url);
        return;
    }
    reading.take(at, at + colon, Kind::user, Shape::url);
    reading.take(at + colon + spelling.colon.size(), at + sign, Kind::secret, Shape::url);
}

}  // namespace

void recognise_url(Reading& reading, std::size_t, std::size_t to) {
    take_credentials(reading, to, plain);
}

void recognise_escaped_url(Reading& reading, std::size_t from, std::size_t to) {
    const auto backslashes = (to - from - 3) / 2;
    take_credentials(reading, to, escaped[backslashes - 1]);
}

void recognise_numbered_url(Reading& reading, std::size_t, std::size_t to) {
    for (const auto& spelling : numbered) take_credentials(reading, to, spelling);
}

void recognise_encoded_url(Reading& reading, std::size_t from, std::size_t to) {
    take_credentials(reading, to, to - from == encoded.scheme_end.size() ? encoded : encoded_twice);
}

void recognise_oracle(Reading& reading, std::size_t, std::size_t to) {
    // jdbc:oracle:thin:user/password@host:1521/service
    const auto rest = url_rest(reading.text, to, plain);
    const auto name = rest.find(':');
    const auto slash = name == npos ? npos : rest.find('/', name);
    const auto sign = slash == npos ? npos : rest.rfind('@');
    if (sign == npos || sign < slash || slash == name + 1) return;
    reading.take(to + name + 1, to + slash, Kind::user, Shape::url);
    reading.take(to + slash + 1, to + sign, Kind::secret, Shape::url);
}

}  // namespace diag::redact
