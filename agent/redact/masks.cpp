// SPDX-License-Identifier: Apache-2.0
// Each mask is written once, over blocks of 64 bytes as the processor at hand holds them: AVX2, or
// SSSE3, which Vectorscan needs as well, or plain C++ on anything else.
#include "agent/redact/masks.hpp"

#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace diag::redact {
namespace {

/// One byte after the other, on any machine.
class PlainBlock {
public:
    explicit PlainBlock(const char* bytes) : bytes_(bytes) {}
    Bits same(char c) const {
        return where([&](char each) { return each == c; });
    }
    Bits digits() const {
        return where([](char each) { return each >= '0' && each <= '9'; });
    }
    Bits members(const ByteSet& set) const {
        return where([&](char each) { return holds(set, each); });
    }

private:
    template <class Is>
    Bits where(Is is) const {
        Bits bits = 0;
        for (int i = 0; i < 64; ++i)
            if (is(bytes_[i])) bits |= Bits{1} << i;
        return bits;
    }
    const char* bytes_;
};

#if defined(__x86_64__)

/// A shuffle picks the bit of a byte's upper half, and a zero from the rows for a byte beyond
/// ASCII, which keeps its highest bit.
constexpr auto powers_of_two = static_cast<long long>(0x8040201008040201);

class Ssse3Block {
public:
    [[gnu::target("ssse3")]] explicit Ssse3Block(const char* bytes) {
        for (int i = 0; i < 4; ++i)
            parts_[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i));
    }
    [[gnu::target("ssse3")]] Bits same(char c) const {
        Bits bits = 0;
        for (int i = 0; i < 4; ++i) bits |= placed(_mm_cmpeq_epi8(parts_[i], _mm_set1_epi8(c)), i);
        return bits;
    }
    [[gnu::target("ssse3")]] Bits digits() const {
        Bits bits = 0;
        for (int i = 0; i < 4; ++i) {
            const auto value = _mm_sub_epi8(parts_[i], _mm_set1_epi8('0'));
            bits |= placed(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value), i);
        }
        return bits;
    }
    [[gnu::target("ssse3")]] Bits members(const ByteSet& set) const {
        const auto rows = _mm_load_si128(reinterpret_cast<const __m128i*>(set.rows.data()));
        const auto powers = _mm_set1_epi64x(powers_of_two);
        Bits strangers = 0;
        for (int i = 0; i < 4; ++i) {
            const auto upper = _mm_and_si128(_mm_srli_epi16(parts_[i], 4), _mm_set1_epi8(15));
            const auto lower = _mm_and_si128(parts_[i], _mm_set1_epi8('\x8f'));
            const auto power = _mm_shuffle_epi8(powers, upper);
            const auto row = _mm_shuffle_epi8(rows, lower);
            strangers |= placed(_mm_cmpeq_epi8(_mm_and_si128(row, power), _mm_setzero_si128()), i);
        }
        return ~strangers;
    }

private:
    [[gnu::target("ssse3")]] static Bits placed(__m128i where, int part) {
        const auto bits = static_cast<std::uint32_t>(_mm_movemask_epi8(where));
        return static_cast<Bits>(bits) << (16 * part);
    }
    __m128i parts_[4];
};

class Avx2Block {
public:
    [[gnu::target("avx2")]] explicit Avx2Block(const char* bytes)
        : low_(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes))),
          high_(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + 32))) {}
    [[gnu::target("avx2")]] Bits same(char c) const {
        const auto sought = _mm256_set1_epi8(c);
        return joined(_mm256_cmpeq_epi8(low_, sought), _mm256_cmpeq_epi8(high_, sought));
    }
    [[gnu::target("avx2")]] Bits digits() const { return joined(digits(low_), digits(high_)); }
    [[gnu::target("avx2")]] Bits members(const ByteSet& set) const {
        const auto rows = _mm256_broadcastsi128_si256(
            _mm_load_si128(reinterpret_cast<const __m128i*>(set.rows.data())));
        return ~joined(strangers(low_, rows), strangers(high_, rows));
    }

private:
    [[gnu::target("avx2")]] static Bits joined(__m256i low, __m256i high) {
        const auto above = static_cast<std::uint32_t>(_mm256_movemask_epi8(high));
        return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) | Bits{above} << 32;
    }
    [[gnu::target("avx2")]] static __m256i digits(__m256i v) {
        const auto value = _mm256_sub_epi8(v, _mm256_set1_epi8('0'));
        return _mm256_cmpeq_epi8(_mm256_min_epu8(value, _mm256_set1_epi8(9)), value);
    }
    [[gnu::target("avx2")]] static __m256i strangers(__m256i v, __m256i rows) {
        const auto upper = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
        const auto lower = _mm256_and_si256(v, _mm256_set1_epi8('\x8f'));
        const auto power = _mm256_shuffle_epi8(_mm256_set1_epi64x(powers_of_two), upper);
        const auto row = _mm256_shuffle_epi8(rows, lower);
        return _mm256_cmpeq_epi8(_mm256_and_si256(row, power), _mm256_setzero_si256());
    }
    __m256i low_, high_;
};

#endif

template <class Block>
[[gnu::always_inline]] inline void addresses_in(const char* bytes, std::span<AddressMasks> masks) {
    for (auto& each : masks) {
        const Block block(bytes);
        each = {block.same('.'),
                block.same(':'),
                block.same('-'),
                block.same('/'),
                block.same('@'),
                block.digits(),
                block.same('+') | block.same('~')};
        bytes += 64;
    }
}

template <class Block>
[[gnu::always_inline]] inline std::size_t length_of_run(const ByteSet& set, std::string_view text) {
    std::size_t at = 0;
    for (; at + 64 <= text.size(); at += 64)
        if (const auto bits = Block(text.data() + at).members(set); bits != ~Bits{0})
            return at + static_cast<std::size_t>(std::countr_one(bits));
    while (at < text.size() && holds(set, text[at])) ++at;
    return at;
}

/// Where so many set bits in a row begin.
constexpr Bits dense_starts(Bits bits) {
    static_assert(dense_run == 32);
    for (const int distance : {1, 2, 4, 8, 16}) bits &= bits >> distance;
    return bits;
}

template <class Block>
[[gnu::always_inline]] inline std::size_t start_of_dense(const ByteSet& set, std::string_view text,
                                                         std::size_t floor) {
    auto at = floor;
    std::size_t held = 0;  // bytes of a run that ends at `at`
    for (; at + 64 <= text.size(); at += 64) {
        const auto bits = Block(text.data() + at).members(set);
        if (held + static_cast<std::size_t>(std::countr_one(bits)) >= dense_run) return at - held;
        if (const auto starts = dense_starts(bits); starts != 0)
            return at + static_cast<std::size_t>(std::countr_zero(starts));
        held = static_cast<std::size_t>(std::countl_one(bits));
    }
    for (; at < text.size() && held < dense_run; ++at) held = holds(set, text[at]) ? held + 1 : 0;
    return held < dense_run ? text.size() : at - held;
}

struct Plain {
    static void addresses(const char* bytes, std::span<AddressMasks> masks) {
        addresses_in<PlainBlock>(bytes, masks);
    }
    static Bits members(const ByteSet& set, const char* bytes) {
        return PlainBlock(bytes).members(set);
    }
    static std::size_t run(const ByteSet& set, std::string_view text) {
        return length_of_run<PlainBlock>(set, text);
    }
    static std::size_t dense(const ByteSet& set, std::string_view text, std::size_t floor) {
        return start_of_dense<PlainBlock>(set, text, floor);
    }
};

#if defined(__x86_64__)
struct Ssse3 {
    [[gnu::target("ssse3")]] static void addresses(const char* bytes,
                                                   std::span<AddressMasks> masks) {
        addresses_in<Ssse3Block>(bytes, masks);
    }
    [[gnu::target("ssse3")]] static Bits members(const ByteSet& set, const char* bytes) {
        return Ssse3Block(bytes).members(set);
    }
    [[gnu::target("ssse3")]] static std::size_t run(const ByteSet& set, std::string_view text) {
        return length_of_run<Ssse3Block>(set, text);
    }
    [[gnu::target("ssse3")]] static std::size_t dense(const ByteSet& set, std::string_view text,
                                                      std::size_t floor) {
        return start_of_dense<Ssse3Block>(set, text, floor);
    }
};
struct Avx2 {
    [[gnu::target("avx2")]] static void addresses(const char* bytes,
                                                  std::span<AddressMasks> masks) {
        addresses_in<Avx2Block>(bytes, masks);
    }
    [[gnu::target("avx2")]] static Bits members(const ByteSet& set, const char* bytes) {
        return Avx2Block(bytes).members(set);
    }
    [[gnu::target("avx2")]] static std::size_t run(const ByteSet& set, std::string_view text) {
        return length_of_run<Avx2Block>(set, text);
    }
    [[gnu::target("avx2")]] static std::size_t dense(const ByteSet& set, std::string_view text,
                                                     std::size_t floor) {
        return start_of_dense<Avx2Block>(set, text, floor);
    }
};
#endif

template <class Kind>
constexpr MaskWays ways_of() {
    return {Kind::addresses, Kind::members, Kind::run, Kind::dense};
}

const MaskWays best = mask_ways().front();

}  // namespace

std::vector<MaskWays> mask_ways() {
    std::vector<MaskWays> ways;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) ways.push_back(ways_of<Avx2>());
    if (__builtin_cpu_supports("ssse3")) ways.push_back(ways_of<Ssse3>());
#endif
    ways.push_back(ways_of<Plain>());
    return ways;
}

void address_masks(const char* bytes, std::span<AddressMasks> masks) {
    best.addresses(bytes, masks);
}

Bits members(const ByteSet& set, const char* bytes) { return best.members(set, bytes); }

std::size_t run_length(const ByteSet& set, std::string_view text) { return best.run(set, text); }

std::optional<Run> next_dense_run(std::string_view text, const ByteSet& set, std::size_t floor) {
    const auto from = best.dense(set, text, floor);
    if (from == text.size()) return {};
    const auto to = from + dense_run;
    return Run{from, to + run_length(set, text.substr(to))};
}

std::optional<Run> next_run(std::string_view text, const ByteSet& set, std::size_t least,
                            std::size_t floor) {
    auto from = floor;   // where the run would begin
    auto known = floor;  // and how far it was seen to go
    for (auto at = floor + least - 1; at < text.size(); at = from + least - 1) {
        auto begin = at + 1;
        if (begin - known >= 64)  // one look is nearly always enough
            begin -=
                static_cast<std::size_t>(std::countl_one(members(set, text.data() + begin - 64)));
        while (begin > known && holds(set, text[begin - 1])) --begin;
        if (begin == known) return Run{from, at + 1 + run_length(set, text.substr(at + 1))};
        from = begin;
        known = at + 1;
    }
    return {};
}

}  // namespace diag::redact
