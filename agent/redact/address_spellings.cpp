// SPDX-License-Identifier: Apache-2.0
// Addresses whose colons are encoded, which bit masks do not find.
#include <algorithm>
#include <string>

#include "agent/redact/addresses.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

/// `text` with its "%3A" as colons.
std::string with_colons(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool encoded = text[at] == '%';
        plain += encoded ? ':' : text[at];
        if (encoded) at += 2;
    }
    return plain;
}

/// Where the hexadecimal digits and "%3A" around `at` begin or end.
std::size_t encoded_start(std::string_view text, std::size_t at) {
    const auto floor = at > 80 ? at - 80 : 0;
    while (at > floor) {
        if (at >= 3 && says(text, at - 3, "%3a"))
            at -= 3;
        else if (in(hex_digits, text[at - 1]) && !follows_escape(text, at))
            --at;
        else
            break;
    }
    return at;
}
std::size_t encoded_end(std::string_view text, std::size_t at) {
    const auto bound = std::min(text.size(), at + 80);
    while (at < bound) {
        if (says(text, at, "%3a"))
            at += 3;
        else if (in(hex_digits, text[at]))
            ++at;
        else
            break;
    }
    return at;
}

bool is_mac(std::string_view plain) {
    if (plain.size() != 17) return false;
    for (std::size_t i = 0; i < plain.size(); ++i)
        if (i % 3 == 2 ? plain[i] != ':' : !in(hex_digits, plain[i])) return false;
    return true;
}

}  // namespace

void recognise_encoded_colons(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (from < reading.encoded_end) return;
    const auto begin = encoded_start(text, from), end = encoded_end(text, to);
    reading.encoded_end = end;
    const auto plain = with_colons(text.substr(begin, end - begin));
    if (is_mac(plain)) return reading.take(begin, end, Kind::mac);
    const auto groups = ipv6_of(plain);
    if (groups && !keeps_ipv6(*groups) && std::count(plain.begin(), plain.end(), ':') > 2)
        reading.take(begin, end, Kind::ipv6);
}

}  // namespace diag::redact
