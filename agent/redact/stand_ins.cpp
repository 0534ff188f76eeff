// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/stand_ins.hpp"

#include <algorithm>
#include <functional>

#include "agent/redact/addresses.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/escapes.hpp"
#include "agent/redact/host_names.hpp"
#include "platform/text.hpp"

namespace diag::redact {
namespace {

/// Longest original an observer is told: longer ones are keys and pictures, not words to look up.
constexpr std::size_t told_limit = 256;

std::string_view bytes_of(const std::array<unsigned char, 16>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string with_encoded_colons(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == ':')
            result += "%3A";
        else
            result += c;
    }
    return result;
}

std::string short_hex(const std::array<unsigned char, 32>& digest) {
    return hex({digest.data(), 4});
}

/// A permutation of a byte: hosts of one subnet stay apart. Four rounds of Feistel on half bytes.
unsigned permuted(unsigned host, const std::array<unsigned char, 32>& digest) {
    auto left = host >> 4, right = host & 15;
    for (std::size_t round = 0; round < 4; ++round) {
        const auto place = round * 16 + right;
        const auto mixed = left ^ (digest[place / 2] >> (place % 2 * 4) & 15);
        left = right;
        right = mixed;
    }
    return left << 4 | right;
}

std::string dotted(std::uint32_t address) {
    std::string text;
    append_ipv4(address, text);
    return text;
}

}  // namespace

Digest StandIns::keyed(std::string_view kind, std::string_view value) {
    message_.assign(kind).append(1, '\0').append(value);
    return digest_.of(message_);
}

std::uint32_t StandIns::ipv4(std::uint32_t address) {
    const auto digest = keyed("ipv4/24", std::to_string(address >> 8));
    return subnets_.stand_in(address >> 8, digest) << 8 | permuted(address & 255, digest);
}

void StandIns::tell(Kind kind, std::string_view stand_in, std::string_view value) const {
    if (observer_ && value.size() <= told_limit)
        observer_(kind_names[static_cast<std::size_t>(kind)], stand_in, value);
}

void StandIns::write_ipv4(std::string_view value, const Span& span, std::string& output) {
    const auto address = span.address;
    if (span.shape == Shape::dashes || span.shape == Shape::backwards) {
        auto made = dotted(ipv4(address));
        if (span.shape == Shape::backwards)
            made = backwards(made);
        else
            std::replace(made.begin(), made.end(), '.', '-');
        tell(Kind::ipv4, made, value);
        output += made;
        return;
    }
    auto& slot = recent_.slot_of(address);
    if (slot.stand_in == 0) {
        slot = {address, ipv4(address)};
        tell(Kind::ipv4, dotted(slot.stand_in), value);
    }
    append_ipv4(slot.stand_in, output);
}

std::string StandIns::ipv6(std::string_view value) {
    const bool encoded = value.find('%') != std::string_view::npos;
    const auto groups =
        ipv6_of(encoded ? percent_decoded(value) : value).value_or(std::array<std::uint16_t, 8>{});
    std::array<unsigned char, 16> bytes;
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[2 * i] = static_cast<unsigned char>(groups[i] >> 8);
        bytes[2 * i + 1] = static_cast<unsigned char>(groups[i]);
    }
    const auto network = keyed("ipv6/64", bytes_of(bytes).substr(0, 8));
    const auto host = keyed("ipv6", bytes_of(bytes));
    std::string text = "100:";
    for (const auto* part : {&network, &host})
        for (std::size_t i = 0; i < 4; i += 2) text += ':' + hex({part->data() + i, 2});
    return encoded ? with_encoded_colons(text) : text;
}

std::string StandIns::mac(std::string_view value) {
    std::string separator(value.size() == 17 ? value.substr(2, 1) : "");
    if (value.find('%') != std::string_view::npos) separator = "%3A";
    const bool dotted = value.size() == 14;
    std::string plain;
    for (const char c : lowered(percent_decoded(value))) {
        if (!in(hex_digits, c)) continue;
        if (plain.size() % 3 == 2) plain += ':';
        plain += c;
    }
    auto digest = keyed("mac", plain);
    digest[0] = static_cast<unsigned char>((digest[0] & 0xfc) | 0x02);  // local, one host
    std::string text;
    for (std::size_t i = 0; i < 6; ++i) {
        if (dotted && (i == 2 || i == 4)) text += '.';
        if (i > 0) text += separator;
        text += hex({digest.data() + i, 1});
    }
    return text;
}

std::string StandIns::email(std::string_view value) {
    auto sign = std::string_view::npos;
    std::string_view spelling;
    for (const std::string_view each : {"@", "%40", "\\u0040", "&#64;"}) {
        spelling = each;
        sign = value.rfind(each);
        if (sign != std::string_view::npos) break;
    }
    const auto domain = lowered(value.substr(sign + spelling.size()));
    const auto local = lowered(value.substr(0, sign));
    return "m-" + short_hex(keyed("email", local + '@' + domain)) + std::string(spelling) + "h-" +
           short_hex(keyed("host", domain)) + ".invalid";
}

std::string StandIns::host(std::string_view value, Shape shape) {
    auto name = lowered(value);
    if (shape == Shape::backwards) name = backwards(name);
    // The first part alone makes the stem, so that a host keeps it with and without its domain.
    const auto dot = name.find('.');
    auto text = "host-" + short_hex(keyed("host-name", std::string_view(name).substr(0, dot)));
    if (dot == std::string::npos && shape == Shape::stem) return text;
    for (auto at = dot; at != std::string::npos && name.find('.', at + 1) != std::string::npos;
         at = name.find('.', at + 1))
        text += ".d-" + short_hex(keyed("domain", std::string_view(name).substr(at + 1)));
    text += ".invalid";
    return shape == Shape::backwards ? backwards(text) : text;
}

std::string StandIns::phone(std::string_view value) {
    std::string dialled;
    for (const char c : percent_decoded(value))
        if (in(digits, c)) dialled += c;
    // +999 is no country's (ITU-T E.164); as many digits as there were, eleven at the least.
    const auto digest = keyed("phone", dialled);
    std::string text(value.starts_with('%') ? value.substr(0, 3) : "+");
    text += "999";
    for (std::size_t i = 3; i < std::max<std::size_t>(dialled.size(), 11); ++i)
        text += static_cast<char>('0' + digest[i] % 10);
    return text;
}

std::string StandIns::made(std::string_view value, Kind kind, Shape shape) {
    switch (kind) {
        case Kind::ipv6:
            return ipv6(value);
        case Kind::mac:
            return mac(value);
        case Kind::email:
            return email(value);
        case Kind::host:
            return host(value, shape);
        case Kind::word:
            return "word-" + short_hex(keyed("word", lowered(percent_decoded(value))));
        case Kind::phone:
            return phone(value);
        default:
            break;
    }
    const auto name = std::string(kind_names[static_cast<std::size_t>(kind)]);
    const auto* family = kind == Kind::user ? "user" : kind == Kind::person ? "person" : "secret";
    if (shape == Shape::url) return name + '-' + short_hex(keyed(family, percent_decoded(value)));
    return '[' + name + ':' + short_hex(keyed(family, value)) + ']';
}

void StandIns::write(std::string_view value, const Span& span, std::string& output) {
    if (span.kind == Kind::ipv4) return write_ipv4(value, span, output);
    const auto shape = span.shape == Shape::quoted ? Shape::mark : span.shape;
    const auto tag = static_cast<std::uint8_t>(static_cast<unsigned>(span.kind) << 3 |
                                               static_cast<unsigned>(shape));
    auto* slot = recent_.slot_of(value, tag);
    if (slot != nullptr && slot->value_size != 0) {
        output.append(slot->stand_in.data(), slot->stand_in_size);
        return;
    }
    const auto stand_in = made(value, span.kind, shape);
    tell(span.kind, stand_in, value);
    if (slot != nullptr && stand_in.size() <= slot->stand_in.size()) {
        slot->kind = tag;
        slot->value_size = static_cast<std::uint8_t>(value.size());
        slot->stand_in_size = static_cast<std::uint8_t>(stand_in.size());
        std::copy(value.begin(), value.end(), slot->value.begin());
        std::copy(stand_in.begin(), stand_in.end(), slot->stand_in.begin());
    }
    output += stand_in;
}

}  // namespace diag::redact
