// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/encoded.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/binary.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/media.hpp"
#include "agent/redact/vectors.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t most_begins = 2048;
/// Looking at every 48th byte finds every run that is longer, and each line of a wrapped one.
constexpr std::size_t stride = 48;
/// Digits of the shortest picture worth the name: 36 bytes in base64, 24 in hexadecimal.
constexpr std::size_t least_digits = 48;
/// Digits of base64 that 64 numbers of 4 bytes take: shorter runs can only be a picture's.
constexpr std::size_t vector_digits = least_numbers * 4 * 4 / 3;
/// From so many digits of base64 on it is cut whatever it holds, if that is no text.
constexpr std::size_t opaque_digits = 512;
/// Lines shorter than that are not wrapped but end.
constexpr std::size_t least_line = 40;
constexpr std::size_t most_line = 512;

constexpr Table run_bytes = table_of("+/_-", true);

/// The value of each digit of base64 in both alphabets (RFC 4648), 64 for none.
constexpr auto sextets = [] {
    std::array<unsigned char, 256> table{};
    for (auto& each : table) each = 64;
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < letters.size(); ++i)
        table[static_cast<unsigned char>(letters[i])] = static_cast<unsigned char>(i);
    table['-'] = 62;
    table['_'] = 63;
    return table;
}();

unsigned nibble(char digit) {
    return static_cast<unsigned>(digit <= '9' ? digit - '0' : lower(digit) - 'a' + 10);
}

/// A digit that is written as "\/", "\u002b" or "%2B"; `length` 0 where there is none.
struct Escape {
    std::size_t length = 0;
    char digit = '\0';
};

Escape escape_at(std::string_view text, std::size_t at) {
    if (text[at] == '\\' && byte_at(text, at + 1) == '/') return {2, '/'};
    const std::size_t prefix = says(text, at, "\\u00") ? 4 : text[at] == '%' ? 1 : 0;
    if (prefix == 0) return {};
    if (says(text, at + prefix, "2b")) return {prefix + 2, '+'};
    if (says(text, at + prefix, "2f")) return {prefix + 2, '/'};
    return {};
}

/// Where the next line begins if `at` is a line's end, raw or escaped; else `at`.
std::size_t past_line_end(std::string_view text, std::size_t at) {
    auto next = at;
    while (byte_at(text, next) == '\\' && byte_at(text, next + 1) == '\\') ++next;
    for (const std::string_view end : {"\r\n", "\n", "\\r\\n", "\\n"})
        if (text.substr(next).starts_with(end)) {
            next += end.size();
            return skip(text, table_of(" \t>", false), next, std::min(text.size(), next + 32));
        }
    return at;
}

/// Reads digits one after the other and keeps what the first of them mean.
class Reader {
public:
    Reader(std::string_view text, std::size_t from) : text_(text), at_(from) {}

    Payload read() {
        while (line() && wraps()) {
        }
        payload_.to = at_;
        payload_.hex = hex_ && payload_.digits % 2 == 0;
        payload_.mixed = (seen_ & 7) == 7;
        payload_.begins = payload_.hex ? std::move(as_hex_) : std::move(as_base64_);
        return std::move(payload_);
    }

private:
    /// The digits of one line; false where they are too few to be a wrapped one.
    bool line() {
        const auto before = payload_.digits;
        while (at_ < text_.size()) {
            char digit = text_[at_];
            std::size_t length = 1;
            if (sextets[static_cast<unsigned char>(digit)] == 64) {
                const auto escape = escape_at(text_, at_);
                if (escape.length == 0) break;
                digit = escape.digit;
                length = escape.length;
            }
            take(digit);
            at_ += length;
        }
        width_ = payload_.digits - before;
        return width_ >= least_line;
    }

    /// Whether the next line goes on with the same: moves there.
    bool wraps() {
        const auto next = past_line_end(text_, at_);
        if (next == at_ || next >= text_.size() || width_ > most_line) return false;
        const auto bound = std::min(text_.size(), next + width_ + 2);
        const auto end = skip(text_, run_bytes, next, bound);
        const auto follows = byte_at(text_, end);
        const bool ends = end == text_.size() || follows == '=' || follows == '"' ||
                          follows == '\'' || past_line_end(text_, end) != end;
        if (!ends || end == next || end - next > width_) return false;
        if (hex_ && skip(text_, hex_digits, next, end) != end) return false;
        // The last line is shorter, and all of them together whole groups of four.
        const auto padded = skip(text_, table_of("=", false), end, std::min(text_.size(), end + 2));
        if (end - next < width_ && (padded - next) % 4 != 0) return false;
        at_ = next;
        return true;
    }

    void take(char digit) {
        ++payload_.digits;
        hex_ = hex_ && in(hex_digits, digit);
        seen_ |= digit >= '0' && digit <= '9'   ? 1u
                 : digit >= 'A' && digit <= 'Z' ? 2u
                 : digit >= 'a' && digit <= 'z' ? 4u
                                                : 0u;
        if (as_base64_.size() >= most_begins) return;
        held_ = held_ << 6 | sextets[static_cast<unsigned char>(digit)];
        bits_ += 6;
        if (bits_ >= 8) {
            bits_ -= 8;
            as_base64_ += static_cast<char>(held_ >> bits_ & 255);
        }
        if (!hex_) return;
        half_ = half_ << 4 | nibble(digit);
        if (payload_.digits % 2 == 0) as_hex_ += static_cast<char>(half_ & 255);
    }

    std::string_view text_;
    std::size_t at_;
    std::size_t width_ = 0;  ///< digits of the line read last
    Payload payload_;
    std::string as_base64_, as_hex_;
    bool hex_ = true;
    unsigned held_ = 0, bits_ = 0, half_ = 0, seen_ = 0;
};

/// Whether "\/", "\u002b", "%2B" or their like begins before `at`, of which that is the second
/// byte.
bool within_escape(std::string_view text, std::size_t at, std::size_t floor) {
    if (at <= floor || at >= text.size()) return false;
    if (text[at - 1] == '\\' && text[at] != '/' && text[at] != 'u') return false;
    return (text[at - 1] == '\\' || text[at - 1] == '%') && escape_at(text, at - 1).length > 0;
}

/// Where the run that holds `at` begins: an escape's letter before it is not of it.
std::size_t run_start(std::string_view text, std::size_t at, std::size_t floor) {
    for (;;) {
        while (at > floor && in(run_bytes, text[at - 1])) --at;
        if (!within_escape(text, at, floor)) break;
        --at;
    }
    if (at == floor || text[at - 1] != '\\') return at;
    if (text[at] == 'u') return std::min(at + 5, text.size());
    return std::string_view("nrtx").find(text[at]) != std::string_view::npos ? at + 1 : at;
}

/// What a payload is to be cut as.
std::optional<Kind> kind_of(const Payload& payload) {
    if (payload.digits < least_digits) return {};
    if (const auto form = form_of(payload.begins); form && form->kind != Kind::data)
        return form->kind;
    if (are_floats(payload.begins)) return Kind::embedding;
    if (payload.hex || !payload.mixed || payload.digits < opaque_digits) return {};
    if (first_foreign(payload.begins)) return Kind::data;
    return {};
}

/// What a short run begins as: most are ids and digests, which are told here without ado.
bool may_begin_media(std::string_view run) {
    std::array<char, 16> first{};
    for (std::size_t i = 0; i < 15; ++i) {
        const auto sextet = [&](std::size_t at) {
            return unsigned{sextets[static_cast<unsigned char>(run[at])]};
        };
        const auto at = i / 3 * 4;
        const auto group =
            sextet(at) << 18 | sextet(at + 1) << 12 | sextet(at + 2) << 6 | sextet(at + 3);
        first[i] = static_cast<char>(group >> (16 - 8 * (i % 3)) & 255);
    }
    if (form_of({first.data(), 15})) return true;
    if (!in(hex_digits, run[0]) || !in(hex_digits, run[1])) return false;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (!in(hex_digits, run[2 * i]) || !in(hex_digits, run[2 * i + 1])) return false;
        first[i] = static_cast<char>(nibble(run[2 * i]) << 4 | nibble(run[2 * i + 1]));
    }
    return form_of({first.data(), first.size()}).has_value();
}

/// Whether the run [from, to) is worth to be decoded.
bool worth_decoding(std::string_view text, std::size_t from, std::size_t to) {
    const char next = byte_at(text, to);
    if (next == '\\' || next == '%') return true;  // goes on behind an escape
    if (to < from + least_digits) return false;
    if (to - from >= vector_digits || past_line_end(text, to) != to) return true;
    return may_begin_media(text.substr(from, to - from));
}

}  // namespace

Payload payload_at(std::string_view text, std::size_t from) { return Reader(text, from).read(); }

void find_payloads(Reading& reading) {
    const auto text = reading.text;
    std::size_t done = 0;
    for (auto at = stride - 1; at < text.size(); at += stride) {
        if (at < done || !in(run_bytes, text[at])) continue;
        auto from = run_start(text, at, done);
        if (byte_at(text, from) == '0' && lower(byte_at(text, from + 1)) == 'x') from += 2;
        done = std::max(done, skip(text, run_bytes, std::max(from, at), text.size()));
        if (!worth_decoding(text, from, done)) continue;
        const auto payload = payload_at(text, from);
        done = std::max(done, payload.to);
        if (const auto kind = kind_of(payload)) reading.take(from, payload.to, *kind);
    }
}

}  // namespace diag::redact
