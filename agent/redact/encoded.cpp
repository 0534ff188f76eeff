// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/encoded.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/encoded_digits.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t most_begins = 2048;
/// Lines shorter than that are not wrapped but end.
constexpr std::size_t least_line = 40;
constexpr std::size_t most_line = 512;

/// Kinds of digits that were met.
enum : unsigned char { number = 1, capital = 2, small_letter = 4, not_hex = 8 };
constexpr auto digit_kinds = [] {
    std::array<unsigned char, 256> table{};
    for (unsigned c = 0; c < 256; ++c) {
        if (c >= '0' && c <= '9') table[c] = number;
        if (c >= 'A' && c <= 'Z') table[c] = capital;
        if (c >= 'a' && c <= 'z') table[c] = small_letter;
        if (!hex_digits[c]) table[c] = static_cast<unsigned char>(table[c] | not_hex);
    }
    return table;
}();

/// Reads digits one after the other and keeps what the first of them mean.
class Reader {
public:
    Reader(std::string_view text, std::size_t from) : text_(text), at_(from) {}

    Payload read() {
        while (line() && wraps()) {
        }
        payload_.to = at_;
        payload_.hex = is_hex() && payload_.digits % 2 == 0;
        payload_.mixed = (seen_ & 7) == 7;
        payload_.begins = payload_.hex ? std::move(as_hex_) : std::move(as_base64_);
        return std::move(payload_);
    }

private:
    /// The digits of one line; false where they are too few to be a wrapped one.
    bool line() {
        const auto before = payload_.digits;
        while (at_ < text_.size()) {
            if (is_full()) pass_over();
            if (at_ == text_.size()) break;
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
        if (width_ < wrap_) return false;  // the last was shorter
        wrap_ = width_;
        const auto bound = std::min(text_.size(), next + width_ + 2);
        const auto end = skip(text_, digit_run_bytes, next, bound);
        const auto follows = byte_at(text_, end);
        const bool ends = end == text_.size() || follows == '=' || follows == '"' ||
                          follows == '\'' || past_line_end(text_, end) != end;
        if (!ends || end == next || end - next > width_) return false;
        if (is_hex() && skip(text_, hex_digits, next, end) != end) return false;
        // The last line is shorter, and all of them together whole groups of four.
        const auto padded = skip(text_, table_of("=", false), end, std::min(text_.size(), end + 2));
        if (end - next < width_ && (padded - next) % 4 != 0) return false;
        at_ = next;
        return true;
    }

    bool is_full() const { return as_base64_.size() >= most_begins; }
    bool is_hex() const { return (seen_ & not_hex) == 0; }

    /// Past digits of which only the number and the kinds matter.
    void pass_over() {
        const auto run = text_.substr(at_, run_length(digit_run_set, text_.substr(at_)));
        for (const char digit : run) seen_ |= digit_kinds[static_cast<unsigned char>(digit)];
        payload_.digits += run.size();
        at_ += run.size();
    }

    void take(char digit) {
        ++payload_.digits;
        seen_ |= digit_kinds[static_cast<unsigned char>(digit)];
        if (is_full()) return;
        held_ = held_ << 6 | sextets[static_cast<unsigned char>(digit)];
        bits_ += 6;
        if (bits_ >= 8) {
            bits_ -= 8;
            as_base64_ += static_cast<char>(held_ >> bits_ & 255);
        }
        if (!is_hex()) return;
        half_ = half_ << 4 | nibble(digit);
        if (payload_.digits % 2 == 0) as_hex_ += static_cast<char>(half_ & 255);
    }

    std::string_view text_;
    std::size_t at_;
    std::size_t width_ = 0;  ///< digits of the line read last
    std::size_t wrap_ = 0;   ///< of the one before it
    Payload payload_;
    std::string as_base64_, as_hex_;
    unsigned held_ = 0, bits_ = 0, half_ = 0, seen_ = 0;
};

}  // namespace

Escape escape_at(std::string_view text, std::size_t at) {
    if (text[at] == '\\' && byte_at(text, at + 1) == '/') return {2, '/'};
    const std::size_t prefix = says(text, at, "\\u00") ? 4 : text[at] == '%' ? 1 : 0;
    if (prefix == 0) return {};
    if (says(text, at + prefix, "2b")) return {prefix + 2, '+'};
    if (says(text, at + prefix, "2f")) return {prefix + 2, '/'};
    return {};
}

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

Payload payload_at(std::string_view text, std::size_t from) { return Reader(text, from).read(); }

}  // namespace diag::redact
