// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/binary.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "agent/redact/bytes.hpp"
#include "agent/redact/masks.hpp"
#include "agent/redact/vectors.hpp"

namespace diag::redact {
namespace {

constexpr std::size_t window = 512;
constexpr std::size_t windows = 8;  ///< added up, for what is spread thinner
constexpr std::size_t hole = 16;    ///< so many zeros in a row say nothing
/// How far before a byte that no text has a signature of letters may begin.
constexpr std::size_t reach = 12;

constexpr Table control_bytes = [] {
    Table table{};
    for (unsigned c = 0; c < 32; ++c) table[c] = (c < 8 || c > 13) && c != 27;
    table[127] = true;
    return table;
}();
constexpr Table ascii_text = [] {
    Table table{};
    for (unsigned c = 0; c < 128; ++c) table[c] = !control_bytes[c];
    return table;
}();
constexpr ByteSet ascii_set = set_of(ascii_text);
/// Bytes beyond ASCII with which signatures begin.
constexpr Table signature_bytes = table_of("\xff\x89\x93", false);

bool is_control(char c) { return in(control_bytes, c); }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// How many bytes the UTF-8 sequence at `at` has, 0 when it is none (RFC 3629, overlong forms
/// aside).
std::size_t utf8_length(std::string_view bytes, std::size_t at) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = lead >= 0xf5 || lead < 0xc2 ? 0
                               : lead < 0xe0               ? 2
                               : lead < 0xf0               ? 3
                                                           : 4;
    if (length == 0) return 0;
    if (at + length > bytes.size()) return bytes.size() - at;  // cut by the window
    for (std::size_t i = 1; i < length; ++i)
        if ((static_cast<unsigned char>(bytes[at + i]) & 0xc0) != 0x80) return 0;
    return length;
}

struct Tally {
    std::size_t strange = 0;
    std::size_t seen = 0;  ///< holes aside
};

/// A letter that the window's start parted is not strange.
std::size_t parted_letter(std::string_view sample) {
    std::size_t at = 0;
    while (at < 3 && at < sample.size() && (static_cast<unsigned char>(sample[at]) & 0xc0) == 0x80)
        ++at;
    return at;
}

Tally tally_of(std::string_view sample) {
    Tally tally;
    bool before = false;  // the byte before was strange
    for (auto at = parted_letter(sample); at < sample.size();) {
        if (sample[at] == '\0') {
            const auto end = std::min(sample.find_first_not_of('\0', at), sample.size());
            if (end - at >= hole) {
                at = end;
                before = false;
                continue;
            }
        }
        std::size_t length = 1;
        bool now = is_control(sample[at]);
        if (!is_ascii(sample[at])) {
            length = utf8_length(sample, at);
            now = length == 0;
            length = std::max<std::size_t>(length, 1);
        }
        if (now && (before || sample[at] != '\0')) ++tally.strange;
        before = now;
        at += length;
        tally.seen += length;
    }
    return tally;
}

Form form_at(std::string_view bytes, std::size_t at) {
    if (are_floats(bytes.substr(at, window * windows))) return {"numbers", Kind::embedding};
    return {"binary data", Kind::data};
}

/// Goes through bytes a window at a time.
class Search {
public:
    explicit Search(std::string_view bytes) : bytes_(bytes) {}

    std::optional<Foreign> run() {
        for (std::size_t at = 0; at < bytes_.size(); at += window)
            if (const auto found = look(at)) return found;
        return {};
    }

private:
    std::optional<Foreign> look(std::size_t at) {
        const auto sample = bytes_.substr(at, window);
        std::size_t odd = 0;
        for (auto part = ascii_length(sample); part < sample.size(); part += 64) {
            const auto odd_ones = odd_bytes(sample, part);
            odd += static_cast<std::size_t>(std::popcount(odd_ones));
            if (const auto signed_here = signatures(at + part, odd_ones)) return signed_here;
        }
        auto& slot = recent_[at / window % windows];
        sum_.strange -= slot.strange;
        sum_.seen -= slot.seen;
        slot = odd >= 8 ? tally_of(sample) : Tally{0, sample.size()};
        sum_.strange += slot.strange;
        sum_.seen += slot.seen;
        const bool dense = slot.strange >= 32 && slot.strange * 4 > slot.seen;
        const bool last = at + window >= bytes_.size();
        const bool full = last || at / window >= windows - 1;
        const bool spread = full && sum_.strange >= 8 && sum_.strange * 8 > sum_.seen;
        if (dense) return Foreign{at, form_at(bytes_, at)};
        if (!spread) return {};
        const auto from = at / window >= windows - 1 ? at - (windows - 1) * window : 0;
        return Foreign{from, form_at(bytes_, from)};
    }

    /// Which of 64 bytes are no ASCII text.
    static Bits odd_bytes(std::string_view sample, std::size_t part) {
        if (part + 64 <= sample.size()) return ~members(ascii_set, sample.data() + part);
        std::array<char, 64> tail;
        tail.fill(' ');
        std::copy(sample.begin() + static_cast<std::ptrdiff_t>(part), sample.end(), tail.begin());
        return ~members(ascii_set, tail.data());
    }

    /// The signatures at, or shortly before, each byte of `odd` from `base` on that no text has.
    std::optional<Foreign> signatures(std::size_t base, Bits odd) {
        for (; odd != 0; odd &= odd - 1) {
            const auto at = base + static_cast<std::size_t>(std::countr_zero(odd));
            if (!is_ascii(bytes_[at]) && !in(signature_bytes, bytes_[at])) continue;
            const auto floor = at > reach ? at - reach : 0;
            for (auto from = std::max(floor, looked_); from <= at; ++from)
                if (from == at || letters_[static_cast<unsigned char>(bytes_[from])])
                    if (const auto form = form_of(bytes_.substr(from))) return Foreign{from, *form};
            looked_ = at + 1;
        }
        return {};
    }

    static constexpr Table letters_ = table_of("BDFGIMOPRS8%7", false);
    std::string_view bytes_;
    std::array<Tally, windows> recent_{};
    Tally sum_;
    std::size_t looked_ = 0;  ///< where signatures were looked for so far
};

}  // namespace

std::size_t ascii_length(std::string_view bytes) { return run_length(ascii_set, bytes); }

std::optional<Foreign> first_foreign(std::string_view bytes, std::size_t ascii) {
    if (bytes.empty()) return {};
    if (const auto form = form_of(bytes)) return Foreign{0, *form};
    if (ascii == bytes.size()) return {};
    if (bytes.size() >= hole && bytes.find_first_not_of('\0') == std::string_view::npos)
        return Foreign{0, {"nothing but zeros", Kind::data}};
    return Search(bytes).run();
}

std::optional<std::string_view> binary_reason(std::string_view bytes) {
    if (const auto foreign = first_foreign(bytes)) return foreign->form.name;
    return {};
}

}  // namespace diag::redact
