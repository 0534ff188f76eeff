// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/addresses.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "agent/redact/bytes.hpp"
#include "agent/redact/macs.hpp"
#include "agent/redact/recognise.hpp"
#include "agent/redact/versions.hpp"

namespace diag::redact {
namespace {

constexpr Table quad_bytes = table_of("0123456789.", false);
constexpr Table address_bytes = table_of("0123456789abcdefABCDEF:", false);

constexpr std::size_t longest_ipv6 = 39;

/// Each octet with a dot behind, and how long that is.
constexpr auto octets = [] {
    struct Octet {
        std::array<char, 4> text{};
        std::uint8_t size = 0;
    };
    std::array<Octet, 256> all;
    for (unsigned value = 0; value < 256; ++value) {
        auto& octet = all[value];
        if (value >= 100) octet.text[octet.size++] = static_cast<char>('0' + value / 100);
        if (value >= 10) octet.text[octet.size++] = static_cast<char>('0' + value / 10 % 10);
        octet.text[octet.size++] = static_cast<char>('0' + value % 10);
        octet.text[octet.size++] = '.';
    }
    return all;
}();

unsigned hex_value(char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : lower(c) - 'a' + 10);
}

/// All that is made of bytes of addresses around `colon`. Looked for once, however many colons.
Run run_around(Reading& reading, std::size_t colon) {
    const auto text = reading.text;
    auto& run = reading.colons;
    if (colon < run.to && colon >= run.from) return run;
    run = {colon, skip(text, address_bytes, colon, text.size())};
    while (run.from > 0 && in(address_bytes, text[run.from - 1])) --run.from;
    return run;
}

/// How many of the digits from `from` to `dot` are of an escape: "%2010.0.0.1", "%254010.0.0.1",
/// "\\u004010.0.0.1".
std::size_t digits_of_escape(std::string_view text, std::size_t from, std::size_t dot) {
    const auto length = dot - from;
    if (from == 0) return 0;
    if (text[from - 1] == '%') {
        if (length > 4 && text.substr(from, 2) == "25") return 4;
        return length > 2 ? 2 : 0;
    }
    return length > 4 && text[from - 1] == 'u' && from > 1 && text[from - 2] == '\\' ? 4 : 0;
}

}  // namespace

std::optional<std::uint32_t> ipv4_of(std::string_view text) {
    std::uint32_t address = 0;
    std::size_t at = 0;
    for (int octet = 0; octet < 4; ++octet) {
        const auto first = at;
        unsigned value = 0;
        for (; at < text.size() && in(digits, text[at]) && at - first < 4; ++at)
            value = value * 10 + static_cast<unsigned>(text[at] - '0');
        if (at == first || at - first > 3 || value > 255) return {};
        address = address << 8 | value;
        if (octet < 3 && byte_at(text, at++) != '.') return {};
    }
    if (at != text.size()) return {};
    return address;
}

void append_ipv4(std::uint32_t address, std::string& output) {
    std::array<char, 16> text;
    std::size_t size = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
        const auto& octet = octets[address >> shift & 255];
        std::copy(octet.text.begin(), octet.text.end(), text.begin() + size);
        size += octet.size;
    }
    output.append(text.data(), size - 1);
}

std::optional<std::array<std::uint16_t, 8>> ipv6_of(std::string_view text) {
    if (text.size() > longest_ipv6) return {};
    std::array<std::uint16_t, 8> groups{};
    std::size_t count = 0, gap = 9, at = 0;
    if (text.starts_with("::")) gap = 0, at = 2;
    while (at < text.size()) {
        const auto end = skip(text, hex_digits, at, std::min(text.size(), at + 5));
        if (end == at || end - at > 4 || count == 8) return {};
        unsigned value = 0;
        for (; at < end; ++at) value = value << 4 | hex_value(text[at]);
        groups[count++] = static_cast<std::uint16_t>(value);
        if (at == text.size()) break;
        if (text[at++] != ':' || at == text.size()) return {};
        if (text[at] != ':') continue;
        if (gap != 9) return {};
        gap = count;
        ++at;
    }
    if (gap == 9) return count == 8 ? std::optional{groups} : std::nullopt;
    if (count == 8) return {};
    std::rotate(groups.begin() + static_cast<std::ptrdiff_t>(gap),
                groups.begin() + static_cast<std::ptrdiff_t>(count), groups.end());
    return groups;
}

bool keeps_ipv4(std::uint32_t address) {
    const auto first = address >> 24;
    if (address == 0 || first == 127 || first >= 240) return true;
    if (address >> 8 == 0xe00000 || address == 0xeffffffa) return true;  // 239.255.255.250: SSDP
    if (address == 0x01030601) return true;  // 1.3.6.1 begins the object identifiers of SNMP
    return address == 0x80000000 || address == 0xc0000000 || address == 0xe0000000;  // /1 /2 /3
}

bool keeps_ipv6(const std::array<std::uint16_t, 8>& groups) {
    const bool discard = groups[0] == 0x100 && groups[1] == 0 && groups[2] == 0 && groups[3] == 0;
    const bool low = std::all_of(groups.begin(), groups.end() - 1, [](auto g) { return g == 0; });
    return discard || (low && groups[7] <= 1);
}

void recognise_ipv4(Reading& reading, std::size_t dot) {
    const auto text = reading.text;
    auto from = dot;
    while (from > 0 && dot - from < 7 && in(digits, text[from - 1])) --from;
    from += digits_of_escape(text, from, dot);
    if (from > 1 && text[from - 1] == '.' && in(digits, text[from - 2])) return;  // inside a run
    auto run = from;
    int dots = 0;
    for (const auto bound = std::min(text.size(), from + 64);
         run < bound && in(quad_bytes, text[run]); ++run)
        if (text[run] == '.') ++dots;
    for (; run > from && text[run - 1] == '.'; --run) --dots;
    auto to = run;
    // A fifth part is a port as tcpdump writes it, unless the run is an object identifier.
    if (dots == 4 && text.substr(from, 2).find('.') == std::string_view::npos)
        to = text.rfind('.', run - 1);
    else if (dots != 3)
        return;
    const auto address = ipv4_of(text.substr(from, to - from));
    if (!address || keeps_ipv4(*address)) return;
    if (is_version(text, from, to)) return;
    reading.take(from, to, Kind::ipv4);
    reading.spans.back().address = *address;
}

void recognise_colons(Reading& reading, std::size_t colon) {
    const auto text = reading.text;
    const auto run = run_around(reading, colon);
    auto from = std::max(run.from, colon - std::min<std::size_t>(colon, 40));
    if (colon - from >= 2 && take_macs(reading, colon - 2, ':')) return;
    auto to = std::min(run.to, colon + 41);
    // A single colon at either end belongs to the sentence; at "fe80::1:" it parts off a port.
    if (text[from] == ':' && byte_at(text, from + 1) != ':') ++from;
    if (to > from && text[to - 1] == ':' && (to < 2 || text[to - 2] != ':')) --to;
    if (to - from < 3 || !stands_alone(text, from, to, word_bytes)) return;
    if (byte_at(text, to) == '.') {
        // ::ffff:10.0.0.1: the IPv4 part is taken on its own, and the whole still parses.
        if (in(digits, byte_at(text, to + 1)) && in(digits, text[to - 1])) return;
    }
    auto word = text.substr(from, to - from);
    // Eight groups and what parts them take 15 bytes.
    if (word.size() < 15 && word.find("::") == std::string_view::npos) return;
    auto groups = ipv6_of(word);
    if (!groups) {  // Java writes a socket address as /0:0:0:0:0:0:0:1:8080
        word = word.substr(0, word.rfind(':'));
        to = from + word.size();
        groups = ipv6_of(word);
    }
    if (!groups || keeps_ipv6(*groups)) return;
    // "Dead::Beef" in Perl and C++: without a digit it takes brackets, a prefix or a zone to be
    // one.
    if (std::none_of(word.begin(), word.end(), [](char c) { return in(digits, c); })) {
        const char after = byte_at(text, to);
        if (word.size() < 10 && after != '/' && after != '%' && after != ']') return;
    }
    reading.take(from, to, Kind::ipv6);
}

}  // namespace diag::redact
