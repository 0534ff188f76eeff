// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/binary.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "agent/redact/bytes.hpp"
#include "agent/redact/vectors.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace diag::redact {
namespace {

constexpr std::size_t window = 512;
constexpr std::size_t windows = 8;  ///< added up, for what is spread thinner
constexpr std::size_t hole = 16;    ///< so many zeros in a row say nothing
/// How far before a byte that no text has a signature of letters may begin.
constexpr std::size_t reach = 12;

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 32 && !in(spaces, c) && c != '\b' && c != '\x1b') || byte == 127;
}

struct Masks {
    std::uint64_t sign = 0;    ///< controls, and 0xff, 0x89, 0x93, with which signatures begin
    std::uint64_t beyond = 0;  ///< not ASCII
};

#if defined(__SSE2__)
Masks masks_of(const char* bytes) {
    Masks masks;
    for (int part = 0; part < 4; ++part) {
        const auto v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * part));
        const auto bits = [&](__m128i where) {
            return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(where)))
                   << (16 * part);
        };
        const auto same = [&](int c) {
            return _mm_cmpeq_epi8(v, _mm_set1_epi8(static_cast<char>(c)));
        };
        const auto low = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(31)), v);
        const auto from_8 = _mm_sub_epi8(v, _mm_set1_epi8(8));  // \b \t \n \v \f \r
        const auto space = _mm_cmpeq_epi8(_mm_min_epu8(from_8, _mm_set1_epi8(5)), from_8);
        const auto control = _mm_andnot_si128(_mm_or_si128(space, same(0x1b)), low);
        const auto high = _mm_or_si128(_mm_or_si128(same(0xff), same(0x89)), same(0x93));
        masks.sign |= bits(_mm_or_si128(_mm_or_si128(control, same(0x7f)), high));
        masks.beyond |= bits(v);
    }
    return masks;
}
#else
Masks masks_of(const char* bytes) {
    Masks masks;
    for (int i = 0; i < 64; ++i) {
        const bool high = bytes[i] == '\xff' || bytes[i] == '\x89' || bytes[i] == '\x93';
        if (is_control(bytes[i]) || high) masks.sign |= std::uint64_t{1} << i;
        if (static_cast<unsigned char>(bytes[i]) >= 0x80) masks.beyond |= std::uint64_t{1} << i;
    }
    return masks;
}
#endif

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
        if (static_cast<unsigned char>(sample[at]) >= 0x80) {
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
        for (std::size_t part = 0; part < sample.size(); part += 64) {
            const auto masks = masks_at(sample, part);
            odd += static_cast<std::size_t>(std::popcount(masks.sign | masks.beyond));
            if (masks.sign == 0) continue;
            if (const auto signed_here = signatures(at + part, masks.sign)) return signed_here;
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

    static Masks masks_at(std::string_view sample, std::size_t part) {
        if (part + 64 <= sample.size()) return masks_of(sample.data() + part);
        std::array<char, 64> tail;
        tail.fill(' ');
        std::copy(sample.begin() + static_cast<std::ptrdiff_t>(part), sample.end(), tail.begin());
        return masks_of(tail.data());
    }

    /// The signatures at, or shortly before, each byte of `sign` from `base` on.
    std::optional<Foreign> signatures(std::size_t base, std::uint64_t sign) {
        for (; sign != 0; sign &= sign - 1) {
            const auto at = base + static_cast<std::size_t>(std::countr_zero(sign));
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

std::optional<Foreign> first_foreign(std::string_view bytes) {
    if (bytes.empty()) return {};
    if (const auto form = form_of(bytes)) return Foreign{0, *form};
    if (bytes.size() >= hole && bytes.find_first_not_of('\0') == std::string_view::npos)
        return Foreign{0, {"nothing but zeros", Kind::data}};
    return Search(bytes).run();
}

std::optional<std::string_view> binary_reason(std::string_view bytes) {
    if (const auto foreign = first_foreign(bytes)) return foreign->form.name;
    return {};
}

}  // namespace diag::redact
