// SPDX-License-Identifier: Apache-2.0
// Two bytes at a time are looked up in a table that knows the rarest pair of every literal. Most
// places of a log hold none, and sixteen of them are passed over at once.
#include "agent/proof/second_look.hpp"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>

#include "agent/proof/leaks.hpp"

namespace diag::proof {
namespace {

constexpr std::size_t least_secret = 6;
constexpr std::size_t window = std::size_t{256} << 10;
constexpr std::size_t step = 16;

std::uint16_t pair_at(const char* at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(at[0]) |
                                      static_cast<unsigned char>(at[1]) << 8);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char other_case(char c) { return is_letter(c) ? static_cast<char>(c ^ 32) : c; }

constexpr std::string_view addresses = "ipv4";
constexpr std::string_view digits = "0123456789";

/// The pairs by which a literal is met.
std::vector<std::uint16_t> pairs_of(const Literal& literal) {
    std::vector<std::uint16_t> all;
    const auto add = [&](char first, char second) {
        const char both[] = {first, second};
        all.push_back(pair_at(both));
    };
    const char first = literal.words[literal.pair], second = literal.words[literal.pair + 1];
    add(first, second);
    if (!literal.either_case) return all;
    add(other_case(first), second);
    add(first, other_case(second));
    add(other_case(first), other_case(second));
    return all;
}

struct Met {
    std::array<std::vector<const Literal*>, 256> by_group;  ///< group 0: nothing
    std::array<std::uint8_t, 65536> group{};
};

/// Which literals a pair may be of, in groups; made once.
const Met& met() {
    static const auto made = [] {
        auto all = std::make_unique<Met>();
        std::map<std::uint16_t, std::vector<const Literal*>> of_pair;
        for (const auto& literal : literals())
            for (const auto pair : pairs_of(literal)) {
                auto& list = of_pair[pair];
                if (list.empty() || list.back() != &literal) list.push_back(&literal);
            }
        std::map<std::vector<const Literal*>, std::uint8_t> groups;
        for (auto& [pair, list] : of_pair) {
            const auto next = static_cast<std::uint8_t>(groups.size() + 1);
            const auto [group, added] = groups.emplace(list, next);
            if (added) all->by_group.at(next) = list;
            all->group.at(pair) = group->second;
        }
        return all;
    }();
    return *made;
}

/// The pair of a secret that logs hold least: one with neither two letters nor two digits.
std::size_t rarest_pair(std::string_view secret) {
    for (std::size_t at = 0; at + 1 < secret.size(); ++at) {
        const bool letters = is_letter(secret[at]) && is_letter(secret[at + 1]);
        const bool numbers = digits.find(secret[at]) != std::string_view::npos &&
                             digits.find(secret[at + 1]) != std::string_view::npos;
        if (!letters && !numbers) return at;
    }
    return 0;
}

}  // namespace

std::string_view engine_version() { return "plain-pairs 1"; }

SecondLook::SecondLook(Known known) : pairs_(65536) {
    for (std::size_t pair = 0; pair < pairs_.size(); ++pair)
        if (met().group[pair] != 0) learn_pair(static_cast<std::uint16_t>(pair), met().group[pair]);
    learn(std::move(known));
}

void SecondLook::learn(Known known) {
    for (auto& value : known.spared) known_.spared.push_back(std::move(value));
    for (auto& secret : known.secrets) {
        const bool spared = std::ranges::find(known_.spared, secret) != known_.spared.end();
        if (secret.size() < least_secret || spared) continue;
        const auto at = rarest_pair(secret);
        const auto pair = pair_at(secret.data() + at);
        secrets_[pair].push_back(known_.secrets.size());
        secret_pairs_.push_back(at);
        known_.secrets.push_back(std::move(secret));
        learn_pair(pair, 255);
    }
}

/// Whether the address that begins at `from` is, to its end, one that the site lets pass. Nothing
/// else is spared, and nothing for what stands beside it.
bool SecondLook::spares(std::string_view text, std::size_t from) const {
    constexpr std::size_t longest = 16;  // one more than an address has
    const auto address = text.substr(from, longest);
    const auto end = address.find_first_not_of("0123456789.");
    return std::ranges::find(known_.spared, address.substr(0, end)) != known_.spared.end();
}

void SecondLook::look_at(std::string_view text, std::size_t at, Found& found) const {
    const auto pair = pair_at(text.data() + at);
    for (const auto* literal : met().by_group[met().group[pair]]) {
        if (at < literal->pair) continue;
        const auto from = at - literal->pair;
        const auto to = from + literal->words.size();
        if (!stands_at(text, from, *literal) || !literal->leaks(text, from, to)) continue;
        const bool spared = literal->family == addresses && spares(text, from);
        if (!spared) ++found[std::string(literal->family)];
    }
    if (secrets_.empty()) return;
    const auto candidates = secrets_.find(pair);
    if (candidates == secrets_.end()) return;
    for (const auto i : candidates->second) {
        const auto& secret = known_.secrets[i];
        if (at >= secret_pairs_[i] && text.substr(at - secret_pairs_[i]).starts_with(secret))
            ++found["learned"];
    }
}

void SecondLook::learn_pair(std::uint16_t pair, std::uint8_t group) {
    if (pairs_[pair] == 0) pairs_[pair] = group;
    const unsigned first = pair & 255u, second = pair >> 8;
    const auto bucket = static_cast<std::uint8_t>(1u << (first & 7u));
    nibbles_[0][first & 15u] |= bucket;
    nibbles_[1][first >> 4] |= bucket;
    nibbles_[2][second & 15u] |= bucket;
    nibbles_[3][second >> 4] |= bucket;
}

#ifdef __x86_64__
__attribute__((target("ssse3"))) std::size_t SecondLook::look_wide(std::string_view text,
                                                                   std::size_t at, std::size_t to,
                                                                   Found& found) const {
    const auto* const bytes = text.data();
    const auto load = [](const void* from) {
        return _mm_loadu_si128(static_cast<const __m128i*>(from));
    };
    const auto first_low = load(nibbles_[0].data()), first_high = load(nibbles_[1].data());
    const auto second_low = load(nibbles_[2].data()), second_high = load(nibbles_[3].data());
    const auto low_bits = _mm_set1_epi8(15);
    for (; at + step <= to; at += step) {
        const auto first = load(bytes + at), second = load(bytes + at + 1);
        const auto of_first = _mm_and_si128(
            _mm_shuffle_epi8(first_low, _mm_and_si128(first, low_bits)),
            _mm_shuffle_epi8(first_high, _mm_and_si128(_mm_srli_epi16(first, 4), low_bits)));
        const auto of_second = _mm_and_si128(
            _mm_shuffle_epi8(second_low, _mm_and_si128(second, low_bits)),
            _mm_shuffle_epi8(second_high, _mm_and_si128(_mm_srli_epi16(second, 4), low_bits)));
        const auto none = _mm_cmpeq_epi8(_mm_and_si128(of_first, of_second), _mm_setzero_si128());
        auto some = ~static_cast<unsigned>(_mm_movemask_epi8(none)) & 0xffffu;
        for (; some != 0; some &= some - 1) {
            const auto here = at + static_cast<std::size_t>(std::countr_zero(some));
            if (pairs_[pair_at(bytes + here)] != 0) look_at(text, here, found);
        }
    }
    return at;
}
#endif

void SecondLook::look(std::string_view text, std::size_t from, std::size_t to, Found& found) const {
    to = std::min(to, text.empty() ? 0 : text.size() - 1);  // a pair is two bytes
    auto at = from;
#ifdef __x86_64__
    if (__builtin_cpu_supports("ssse3")) at = look_wide(text, at, to, found);
#endif
    for (; at < to; ++at)
        if (pairs_[pair_at(text.data() + at)] != 0) look_at(text, at, found);
}

Found SecondLook::look(std::string_view text) const {
    Found found;
    look(text, 0, text.size(), found);
    return found;
}

Reading::Reading(const SecondLook& look)
    : look_(look), buffer_(SecondLook::before + SecondLook::behind + window) {}

void Reading::take(std::string_view bytes) {
    bytes_ += bytes.size();
    while (!bytes.empty()) {
        const auto size = std::min(buffer_.size() - size_, bytes.size());
        std::memcpy(buffer_.data() + size_, bytes.data(), size);
        size_ += size;
        bytes.remove_prefix(size);
        if (size_ == buffer_.size()) move_on();
    }
}

/// Looks at all but what may go on, and keeps what a leak may reach back to.
void Reading::move_on() {
    look_until(size_ - SecondLook::behind);
    const auto keep = looked_ - SecondLook::before;
    std::memmove(buffer_.data(), buffer_.data() + keep, size_ - keep);
    size_ -= keep;
    looked_ -= keep;
}

void Reading::look_until(std::size_t end) {
    look_.look({buffer_.data(), size_}, looked_, end, found_);
    looked_ = end;
}

const Found& Reading::finish() {
    if (looked_ < size_) look_until(size_);
    return found_;
}

}  // namespace diag::proof
