// SPDX-License-Identifier: Apache-2.0
// What redaction writes, told by its form alone: none of it could have stood in a file before.
#include <algorithm>
#include <array>

#include "agent/pages/replacements.hpp"

namespace diag::pages {
namespace {

constexpr std::size_t digits_of_a_mark = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
bool is_word(char c) { return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z'); }

char byte(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : '\0'; }

template <class Test>
std::size_t run(std::string_view text, std::size_t from, std::size_t most, Test test) {
    auto to = from;
    while (to < text.size() && to - from < most && test(text[to])) ++to;
    return to - from;
}

bool stands(std::string_view text, std::size_t at, std::string_view words) {
    return text.substr(std::min(at, text.size())).starts_with(words);
}

/// After no letter or digit, or after one that is the end of "%40", "\n" or "\u00e9".
bool begins_word(std::string_view text, std::size_t at) {
    if (at == 0 || !is_word(text[at - 1])) return true;
    const auto escape = [&](std::size_t size, std::string_view begin) {
        return at >= size && text.substr(at - size).starts_with(begin);
    };
    const auto is_folded_hex = [](char c) { return is_hex(c) || (c >= 'A' && c <= 'F'); };
    return escape(2, "\\") || escape(6, "\\u") ||
           (escape(3, "%") && is_folded_hex(text[at - 2]) && is_folded_hex(text[at - 1]));
}

/// "[secret:1f2e3d4c]"
StandIn mark_at(std::string_view line, std::size_t at) {
    const auto kind =
        run(line, at + 1, 24, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
    const auto digits = run(line, at + 2 + kind, 16, is_hex);
    const bool whole = kind > 0 && byte(line, at + 1 + kind) == ':' && digits >= digits_of_a_mark &&
                       byte(line, at + 2 + kind + digits) == ']';
    return whole ? StandIn{kind + digits + 3, line.substr(at + 1, kind)} : StandIn{};
}

/// "1f2e3d4c", and no word goes on behind it
bool is_digest(std::string_view line, std::size_t at) {
    return run(line, at, digits_of_a_mark, is_hex) == digits_of_a_mark &&
           !is_word(byte(line, at + digits_of_a_mark));
}

/// How long `words` and a digest behind them are, where both stand; else 0.
std::size_t with_digest(std::string_view line, std::size_t at, std::string_view words) {
    const bool there = stands(line, at, words) && is_digest(line, at + words.size());
    return there ? words.size() + digits_of_a_mark : 0;
}

/// "secret-1f2e3d4c", as in URLs, and "word-1f2e3d4c" anywhere
StandIn plain_mark_at(std::string_view line, std::size_t at) {
    static constexpr std::array<std::string_view, 10> kinds{
        "image-",  "video-", "embedding-", "data-", "pem-",
        "secret-", "token-", "cookie-",    "user-", "word-"};
    for (const auto kind : kinds)
        if (const auto size = with_digest(line, at, kind); size > 0)
            return {size, kind.substr(0, kind.size() - 1)};
    return {};
}

std::size_t over_domains(std::string_view line, std::size_t at) {
    constexpr std::string_view domain = ".d-";
    auto size = with_digest(line, at, domain);
    for (auto end = at + size; size > 0 && end < line.size(); end = at + size) {
        const auto next = with_digest(line, end, domain);
        if (next == 0) break;
        size += next;
    }
    return size;
}

/// "host-1f2e3d4c", "host-1f2e3d4c.d-2f2e3d4c.invalid", and the latter from its end
StandIn host_at(std::string_view line, std::size_t at) {
    constexpr std::string_view top = "invalid", stem = "host-";
    if (stands(line, at, top)) {
        const auto size = top.size() + over_domains(line, at + top.size());
        const auto last = with_digest(line, at + size + 1, stem);
        return last > 0 && byte(line, at + size) == '.' ? StandIn{size + 1 + last, "host"}
                                                        : StandIn{};
    }
    const auto first = with_digest(line, at, stem);
    if (first == 0) return {};
    const auto size = first + over_domains(line, at + first);
    const bool whole = byte(line, at + size) == '.' && stands(line, at + size + 1, top) &&
                       !is_word(byte(line, at + size + 1 + top.size()));
    return {whole ? size + 1 + top.size() : first, "host"};
}

/// "m-1f2e3d4c@h-1f2e3d4c.invalid", "h-1f2e3d4c.invalid"
StandIn invalid_at(std::string_view line, std::size_t at) {
    constexpr std::string_view domain = ".invalid";
    const auto part = [&](std::size_t from, char letter) {
        const bool begins = byte(line, from) == letter && byte(line, from + 1) == '-';
        const auto digits = begins ? run(line, from + 2, 16, is_hex) : 0;
        return digits >= digits_of_a_mark ? digits + 2 : 0;
    };
    auto from = at;
    const auto local = part(at, 'm');
    if (local > 0) {
        from += local;
        const std::size_t sign = byte(line, from) == '@' ? 1 : stands(line, from, "%40") ? 3 : 0;
        if (sign == 0) return {};
        from += sign;
    }
    const auto host = part(from, 'h');
    if (host == 0 || !stands(line, from + host, domain)) return {};
    return {from + host + domain.size() - at, local > 0 ? "email" : "host"};
}

/// 240.0.0.0/4: nobody has such an address. Also with dashes, and backwards in names of DNS.
StandIn ipv4_at(std::string_view line, std::size_t at) {
    std::array<unsigned, 4> parts{};
    auto end = at;
    char between = '.';
    for (std::size_t part = 0; part < parts.size(); ++part) {
        if (part == 1 && byte(line, end) == '-') between = '-';
        if (part > 0 && byte(line, end++) != between) return {};
        const auto digits = run(line, end, 3, is_digit);
        if (digits == 0) return {};
        for (std::size_t i = 0; i < digits; ++i)
            parts[part] = parts[part] * 10 + static_cast<unsigned>(line[end + i] - '0');
        end += digits;
    }
    const auto is_ours = [](unsigned part) { return part >= 240 && part <= 255; };
    const bool backwards = between == '.' && stands(line, end, ".in-addr");
    const bool ours = is_ours(backwards ? parts.back() : parts.front());
    return ours && !is_digit(byte(line, end)) ? StandIn{end - at, "ipv4"} : StandIn{};
}

/// 100::/64 (RFC 6666), as redaction writes it: four groups behind the prefix.
StandIn ipv6_at(std::string_view line, std::size_t at) {
    if (!stands(line, at, "100::")) return {};
    auto end = at + 5;
    for (int group = 0; group < 4; ++group) {
        if (group > 0 && byte(line, end++) != ':') return {};
        const auto digits = run(line, end, 4, is_hex);
        if (digits == 0) return {};
        end += digits;
    }
    return {end - at, "ipv6"};
}

/// A MAC address of nobody: the locally administered bit, no group.
StandIn mac_at(std::string_view line, std::size_t at) {
    const char part = byte(line, at + 2);
    if ((part != ':' && part != '-') ||
        std::string_view("26ae").find(byte(line, at + 1)) == std::string_view::npos)
        return {};
    for (std::size_t i = 0; i < 6; ++i) {
        const auto from = at + i * 3;
        if (!is_hex(byte(line, from)) || !is_hex(byte(line, from + 1))) return {};
        if (i < 5 && line[from + 2] != part) return {};
    }
    return {17, "mac"};
}

}  // namespace

StandIn stand_in_at(std::string_view line, std::size_t at) {
    const char first = byte(line, at);
    if (first == '[') return mark_at(line, at);
    if (!begins_word(line, at)) return {};
    StandIn found;
    if (is_digit(first)) found = ipv4_at(line, at);
    if (found.size == 0 && first == '1') found = ipv6_at(line, at);
    if (found.size == 0 && is_hex(first)) found = mac_at(line, at);
    if (found.size == 0 && (first == 'h' || first == 'i')) found = host_at(line, at);
    if (found.size == 0 && (first == 'h' || first == 'm')) found = invalid_at(line, at);
    if (found.size == 0 && is_lower(first)) found = plain_mark_at(line, at);
    return found;
}

}  // namespace diag::pages
