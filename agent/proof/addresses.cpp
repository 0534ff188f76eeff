// SPDX-License-Identifier: Apache-2.0
#include "agent/proof/addresses.hpp"

#include <array>

#include "agent/proof/bytes.hpp"
#include "agent/proof/leaks.hpp"

namespace diag::proof {
namespace {

constexpr std::size_t longest_local = 64;    ///< RFC 5321 4.5.3.1.1
constexpr std::size_t longest_domain = 253;  ///< RFC 1035 2.3.4

/// What may stand before an address, and behind one.
bool opens(char c) { return c == '\0' || std::string_view(" \t\n=([{<\"',;").find(c) != npos; }
bool closes(char c) { return c == '\0' || std::string_view(" \t\r\n\"'>),;]}").find(c) != npos; }

/// A number of at most three digits at `at`; moves on behind it.
int octet(std::string_view text, std::size_t& at) {
    const auto digits = run(text, at, 4, is_digit);
    if (digits == 0 || digits > 3) return -1;
    int number = 0;
    for (const auto end = at + digits; at < end; ++at) number = number * 10 + (text[at] - '0');
    return number <= 255 ? number : -1;
}

bool is_private(const std::array<int, 4>& parts) {
    return parts[0] == 10 || (parts[0] == 192 && parts[1] == 168) ||
           (parts[0] == 172 && parts[1] >= 16 && parts[1] <= 31);
}

/// Four numbers may be a version. Anything in the line before that hints at one spares it.
bool may_be_version(std::string_view before) {
    before = before.substr(before.rfind('\n') + 1);
    for (const std::string_view hint : {"ver", "firmware", "build", "release", "rev", ".so.",
                                        ":amd64", ":i386", ":arm64", ":armhf", ":all"})
        for (std::size_t at = 0; at + hint.size() <= before.size(); ++at)
            if (same(before.substr(at, hint.size()), hint)) return true;
    return false;
}

/// Kinds of systemd unit, whose names have a '@' too.
bool is_unit(std::string_view top) {
    constexpr std::array<std::string_view, 10> kinds{"service", "socket", "slice", "timer",
                                                     "mount",   "target", "scope", "device",
                                                     "path",    "swap"};
    return std::ranges::find(kinds, top) != kinds.end();
}

/// Whether mail may be sent there: a dot, and letters behind the last.
bool is_mail_domain(std::string_view domain) {
    const auto dot = domain.rfind('.');
    if (dot == npos || dot == 0 || domain.find("..") != npos) return false;
    if (dot == 2 && is_digit(domain[0]) && domain[1] == 'x') return false;  // logo@2x.png
    const auto top = domain.substr(dot + 1);
    return top.size() >= 2 && std::ranges::all_of(top, is_letter) && !is_unit(top) &&
           !same(top, "invalid");
}

}  // namespace

bool shows_private_address(std::string_view text, std::size_t from, std::size_t) {
    const char ahead = byte_before(text, from);
    const bool in_url = ahead == '/' && byte_before(text, from - 1) == '/';
    if (!in_url && std::string_view(" \t\n=([{@\"',;\0", 13).find(ahead) == npos) return false;
    auto at = from;
    std::array<int, 4> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0 && byte(text, at++) != '.') return false;
        parts[i] = octet(text, at);
        if (parts[i] < 0) return false;
    }
    const char after = byte(text, at);
    const bool ends = after == ':' ? is_digit(byte(text, at + 1))
                                   : std::string_view(" \t\n\"'),;]}/\0", 12).find(after) != npos;
    if (!ends || !is_private(parts)) return false;
    constexpr std::size_t reach = 200;
    return !may_be_version(text.substr(from > reach ? from - reach : 0, std::min(from, reach)));
}

bool shows_mac(std::string_view text, std::size_t from, std::size_t) {
    return !mac_at(text, from).empty();
}

bool shows_mail(std::string_view text, std::size_t from, std::size_t) {
    return !mail_at(text, from).empty();
}

std::string_view ipv4_at(std::string_view text, std::size_t from) {
    return text.substr(from, run(text, from, 16, [](char c) { return is_digit(c) || c == '.'; }));
}

std::string_view mac_at(std::string_view text, std::size_t colon) {
    constexpr std::size_t length = 17;
    // Times of day have two colons and no third.
    if (colon < 2 || byte(text, colon + 3) != ':' || byte(text, colon + 6) != ':') return {};
    const auto from = colon - 2;
    const auto address = text.substr(from, length);
    if (address.size() != length || !opens(byte_before(text, from)) ||
        !closes(byte(text, from + length)))
        return {};
    bool zeros = true;
    for (std::size_t i = 0; i < length; ++i) {
        if (i % 3 == 2 ? address[i] != ':' : !is_hex(folded(address[i]))) return {};
        zeros = zeros && (address[i] == '0' || address[i] == ':');
    }
    // The second lowest bit of the first byte, IEEE 802 8.4; set where all are.
    const bool is_local = std::string_view("2367abef").find(folded(address[1])) != npos;
    return zeros || is_local ? std::string_view{} : address;
}

std::string_view mail_at(std::string_view text, std::size_t sign) {
    const auto of_local = [](char c) {
        return is_word(c) || std::string_view("._+-").find(c) != npos;
    };
    auto from = sign;
    while (from > 0 && sign - from < longest_local && of_local(text[from - 1])) --from;
    const char ahead = byte_before(text, from);
    const auto local = text.substr(from, sign - from);
    if (local.empty() || !is_word(local.front()) || is_mark(local)) return {};
    if (ahead != ':' && !opens(ahead)) return {};
    auto length = run(text, sign + 1, longest_domain,
                      [](char c) { return is_word(c) || c == '.' || c == '-'; });
    const char behind = byte(text, sign + 1 + length);
    if (behind != ':' && !closes(behind)) return {};
    while (length > 0 && !is_word(text[sign + length])) --length;
    if (!is_mail_domain(text.substr(sign + 1, length))) return {};
    return text.substr(from, sign + 1 + length - from);
}

}  // namespace diag::proof
