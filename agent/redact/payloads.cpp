// SPDX-License-Identifier: Apache-2.0
// Which runs of base64 and hexadecimal are worth to be read back, and what of them is cut.
#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "agent/redact/binary.hpp"
#include "agent/redact/encoded.hpp"
#include "agent/redact/encoded_digits.hpp"
#include "agent/redact/media.hpp"
#include "agent/redact/vectors.hpp"

namespace diag::redact {
namespace {

/// Looking at every 48th byte finds every run that is longer, and each line of a wrapped one.
constexpr std::size_t stride = 48;
/// Digits of the shortest picture worth the name: 36 bytes in base64, 24 in hexadecimal.
constexpr std::size_t least_digits = 48;
/// Digits of base64 that 64 numbers of 4 bytes take: shorter runs can only be a picture's.
constexpr std::size_t vector_digits = least_numbers * 4 * 4 / 3;
/// From so many digits of base64 on it is cut whatever it holds, if that is no text.
constexpr std::size_t opaque_digits = 512;

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
        while (at > floor && in(digit_run_bytes, text[at - 1])) --at;
        if (!within_escape(text, at, floor)) break;
        --at;
    }
    if (at == floor || text[at - 1] != '\\') return at;
    if (text[at] == 'u') return std::min(at + 5, text.size());
    return std::string_view("nrtx").find(text[at]) != std::string_view::npos ? at + 1 : at;
}

/// What a payload is to be cut as. What was encoded twice is read back twice.
std::optional<Kind> kind_of(const Payload& payload, bool within = false) {
    if (payload.digits < least_digits) return {};
    if (const auto form = form_of(payload.begins); form && form->kind != Kind::data)
        return form->kind;
    if (are_floats(payload.begins)) return Kind::embedding;
    const std::string_view begins = payload.begins;
    if (!within && skip(begins, digit_run_bytes, 0, begins.size()) >= least_digits)
        if (const auto kind = kind_of(payload_at(begins, 0), true)) return kind;
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

bool begins_escape(char c) { return c == '\\' || c == '%'; }

/// Whether the run [from, to) is worth to be decoded.
bool worth_decoding(std::string_view text, std::size_t from, std::size_t to) {
    if (begins_escape(byte_at(text, to))) return true;  // goes on behind it
    if (to < from + least_digits) return false;
    if (to - from >= vector_digits || past_line_end(text, to) != to) return true;
    return may_begin_media(text.substr(from, to - from));
}

/// Whether the run that holds `at` is too short to matter and goes on behind no escape: nearly
/// every word of a log, told at a glance.
bool is_short_word(std::string_view text, std::size_t at) {
    if (at < 32 || at + 32 > text.size()) return false;
    const auto bits = members(digit_run_set, text.data() + at - 32);
    const auto before = static_cast<std::size_t>(std::countl_one(bits << 32));
    const auto after = static_cast<std::size_t>(std::countr_one(bits >> 32));
    if (before == 32 || after == 32 || before + after >= least_digits) return false;
    return !begins_escape(text[at - before - 1]) && !begins_escape(text[at + after]);
}

}  // namespace

void find_payloads(Reading& reading) {
    const auto text = reading.text;
    std::size_t done = 0;
    for (auto at = stride - 1; at < text.size(); at += stride) {
        if (at < done || !in(digit_run_bytes, text[at]) || is_short_word(text, at)) continue;
        auto from = run_start(text, at, done);
        if (byte_at(text, from) == '0' && lower(byte_at(text, from + 1)) == 'x') from += 2;
        done = std::max(done, skip(text, digit_run_bytes, std::max(from, at), text.size()));
        if (!worth_decoding(text, from, done)) continue;
        const auto payload = payload_at(text, from);
        done = std::max(done, payload.to);
        if (const auto kind = kind_of(payload)) reading.take(from, payload.to, *kind);
    }
}

}  // namespace diag::redact
