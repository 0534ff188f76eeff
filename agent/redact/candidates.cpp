// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/candidates.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include "agent/redact/masks.hpp"

namespace diag::redact {
namespace {

using Masks = AddressMasks;

/// What `now` says of the byte `distance` behind each of its own, or before it.
Bits behind(Bits now, Bits next, int distance) { return now >> distance | next << (64 - distance); }
Bits in_front(Bits before, Bits now, int distance) {
    return now << distance | before >> (64 - distance);
}

/// Two neighbouring words; the later one only matters for its low bits.
struct Pair {
    Bits now = 0;
    Bits next = 0;
};

/// Bit i says what bit i + distance said.
Pair ahead(Pair p, int distance) {
    return {p.now >> distance | p.next << (64 - distance), p.next >> distance};
}
Pair operator&(Pair a, Pair b) { return {a.now & b.now, a.next & b.next}; }
Pair operator|(Pair a, Pair b) { return {a.now | b.now, a.next | b.next}; }

/// `p` where another of `p` follows 2 to 4 bytes on: octets of one to three digits.
Pair octet_apart(Pair p, Pair follower) {
    return p & (ahead(follower, 2) | ahead(follower, 3) | ahead(follower, 4));
}
Pair group_apart(Pair p, Pair follower) {
    return p & (ahead(follower, 2) | ahead(follower, 3) | ahead(follower, 4) | ahead(follower, 5));
}

/// The first of three `signs` that stand between four octets.
Bits first_of_octets(Pair signs, const Masks& before, const Masks& now, const Masks& next) {
    const auto begun = signs.now & in_front(before.digit, now.digit, 1);
    if ((begun & behind(now.digit, next.digit, 1)) == 0) return 0;
    const Pair digit{now.digit, next.digit};
    const Pair digit_before{now.digit << 1 | before.digit >> 63, next.digit << 1 | now.digit >> 63};
    const auto between = signs & digit_before & ahead(digit, 1);
    return octet_apart(between, octet_apart(between, between)).now;
}

Bits first_dots(const Masks& before, const Masks& now, const Masks& next) {
    return first_of_octets({now.dot, next.dot}, before, now, next);
}

/// Dates have two dashes that are near enough, and are in every line.
Bits first_octets(const Masks& before, const Masks& now, const Masks& next) {
    const Pair dash{now.dash, next.dash};
    if ((now.dash & (now.dash - 1)) == 0 && next.dash == 0) return 0;
    return first_of_octets(dash, before, now, next);
}

/// Whether there are at most four, as in times of day: three now and one among the next 20.
bool are_few(Bits now, Bits next) {
    for (int i = 0; i < 3; ++i) now &= now - 1;
    next &= (Bits{1} << 20) - 1;
    return (now | (next & (next - 1))) == 0;
}

Bits first_colons(const Masks& now, const Masks& next) {
    const auto doubled = now.colon & behind(now.colon, next.colon, 1);
    if (are_few(now.colon, next.colon)) return doubled;
    const Pair colon{now.colon, next.colon};
    auto chain = group_apart(colon, colon);
    for (int more = 0; more < 3 && chain.now != 0; ++more) chain = group_apart(colon, chain);
    return doubled | chain.now;
}

Bits first_dashes(const Masks& now, const Masks& next) {
    auto chain = Pair{now.dash, next.dash};
    for (int more = 0; more < 4 && chain.now != 0; ++more)
        chain = Pair{now.dash, next.dash} & ahead(chain, 3);
    return chain.now;
}

/// The dash of ddd-dddd: digits three before and four behind.
Bits numbers(const Masks& before, const Masks& now, const Masks& next) {
    auto bits = now.dash;
    for (int distance = 4; distance >= 1 && bits != 0; --distance)
        bits &= behind(now.digit, next.digit, distance);
    for (int distance = 1; distance <= 3 && bits != 0; ++distance)
        bits &= in_front(before.digit, now.digit, distance);
    return bits;
}

Bits first_groups(const Masks& now, const Masks& next) {
    const auto bits = now.dash & behind(now.dash, next.dash, 6);
    return bits == 0 ? 0 : bits & behind(now.dash, next.dash, 12);
}

/// Two dots five apart with none between, and a digit among the four bytes before or behind.
Bits first_quads(const Masks& before, const Masks& now, const Masks& next) {
    const auto bits = now.dot & behind(now.dot, next.dot, 5);
    if (bits == 0) return 0;
    Bits digits = 0, dots = 0;
    for (int distance = 1; distance <= 4; ++distance) {
        dots |= behind(now.dot, next.dot, distance);
        digits |= behind(now.digit, next.digit, distance);
        digits |= in_front(before.digit, now.digit, distance);
    }
    return bits & digits & ~dots;
}

Bits schemes(const Masks& now, const Masks& next) {
    const Pair slash{now.slash, next.slash};
    return now.colon & (ahead(slash, 1) & ahead(slash, 2)).now;
}

template <class Tell>
void tell_each(Bits bits, std::size_t base, Tell tell) {
    for (; bits != 0; bits &= bits - 1)
        tell(base + static_cast<std::size_t>(std::countr_zero(bits)));
}

/// Tells what the 64 bytes from `base` on hold.
void tell(const Masks& before, const Masks& now, const Masks& next, std::size_t base,
          Candidates& candidates) {
    tell_each(schemes(now, next), base, [&](std::size_t at) { candidates.scheme(at); });
    tell_each(now.sign, base, [&](std::size_t at) { candidates.sign(at); });
    tell_each(first_dots(before, now, next), base, [&](std::size_t at) { candidates.dots(at); });
    tell_each(first_colons(now, next), base, [&](std::size_t at) { candidates.colons(at); });
    tell_each(first_dashes(now, next), base, [&](std::size_t at) { candidates.dashes(at); });
    tell_each(first_octets(before, now, next), base,
              [&](std::size_t at) { candidates.octets(at); });
    tell_each(numbers(before, now, next), base, [&](std::size_t at) { candidates.number(at); });
    tell_each(first_groups(now, next), base, [&](std::size_t at) { candidates.groups(at); });
    tell_each(first_quads(before, now, next), base, [&](std::size_t at) { candidates.quads(at); });
    tell_each(now.odd, base, [&](std::size_t at) { candidates.odd(at); });
}

/// The masks of a text from its block number `block` on; of nothing behind its end.
void read_masks(std::string_view text, std::size_t block, std::span<Masks> masks) {
    const auto whole = text.size() / 64;
    const auto ready = std::min(masks.size(), whole - std::min(block, whole));
    address_masks(text.data() + block * 64, masks.first(ready));
    for (auto i = ready; i < masks.size(); ++i) {
        masks[i] = Masks{};
        if (block + i != whole) continue;
        std::array<char, 64> tail{};
        std::copy(text.begin() + static_cast<std::ptrdiff_t>(whole * 64), text.end(), tail.begin());
        address_masks(tail.data(), masks.subspan(i, 1));
    }
}

}  // namespace

void find_candidates(std::string_view text, Candidates& candidates) {
    constexpr std::size_t batch = 64;
    // Those of a batch, the one before and the one behind.
    std::array<Masks, batch + 2> masks{};
    const std::span all(masks);
    read_masks(text, 0, all.subspan(1, 1));
    for (std::size_t block = 0; block * 64 < text.size(); block += batch) {
        read_masks(text, block + 1, all.subspan(2));
        for (std::size_t i = 0; i < batch && (block + i) * 64 < text.size(); ++i)
            tell(masks[i], masks[i + 1], masks[i + 2], (block + i) * 64, candidates);
        masks[0] = masks[batch];
        masks[1] = masks[batch + 1];
    }
}

}  // namespace diag::redact
