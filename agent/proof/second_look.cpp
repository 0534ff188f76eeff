// SPDX-License-Identifier: Apache-2.0
// Two bytes at a time are looked up in a table that knows the rarest pair of every literal. Most
// places of a log hold none, and sixteen of them are passed over at once.
#include "agent/proof/second_look.hpp"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <memory>
#include <ranges>

#include "agent/proof/addresses.hpp"
#include "agent/proof/bytes.hpp"
#include "agent/proof/leaks.hpp"

namespace diag::proof {
namespace {

constexpr std::size_t least_learned = 6;
constexpr std::size_t step = 16;

std::uint16_t pair_at(const char* at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(at[0]) |
                                      static_cast<unsigned char>(at[1]) << 8);
}

char other_case(char c) { return is_letter(c) ? static_cast<char>(c ^ 32) : c; }

constexpr std::string_view digits = "0123456789";

/// The pairs by which a literal is met.
std::vector<std::uint16_t> pairs_of(const Literal& literal) {
    std::vector<std::uint16_t> all;
    const auto add = [&](char first, char second) {
        const char both[] = {first, second};
        all.push_back(pair_at(both));
    };
    for (const char second : literal.behind) {
        add(literal.words[0], second);
        if (is_letter(second)) add(literal.words[0], other_case(second));
    }
    if (!literal.behind.empty()) return all;
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

/// Of these stand-ins are made, so they stand where nothing leaks.
bool is_of_stand_ins(std::string_view word) {
    constexpr std::array<std::string_view, 5> kinds{"embedding", "secret", "cookie", "person",
                                                    "invalid"};
    return std::ranges::any_of(kinds, [&](std::string_view kind) { return same(word, kind); });
}

/// Whether `given` holds that address of mail, whole and in either case.
bool has_mail(std::string_view given, std::string_view mail) {
    const auto of_mail = [](char c) {
        return is_word(c) || std::string_view("._+-").find(c) != std::string_view::npos;
    };
    for (auto from = given.begin();; ++from) {
        const auto within =
            std::ranges::search(std::ranges::subrange(from, given.end()), mail, {}, folded, folded);
        if (within.empty()) return false;
        from = within.begin();
        const auto at = static_cast<std::size_t>(from - given.begin());
        const char next = byte(given, at + mail.size());
        const bool goes_on = is_word(next) || ((next == '.' || next == '-') &&
                                               is_word(byte(given, at + mail.size() + 1)));
        if (!of_mail(byte_before(given, at)) && !goes_on) return true;
    }
}

}  // namespace

std::string_view engine_version() { return "plain-pairs 2"; }

SecondLook::SecondLook(Known known) : pairs_(65536) {
    for (std::size_t pair = 0; pair < pairs_.size(); ++pair)
        if (met().group[pair] != 0) learn_pair(static_cast<std::uint16_t>(pair), met().group[pair]);
    learn(std::move(known));
}

void SecondLook::learn(Known known) {
    for (auto& value : known.given) known_.given.push_back(std::move(value));
    for (auto& value : known.spared) known_.spared.push_back(std::move(value));
    for (auto& secret : known.secrets) {
        const bool spared = std::ranges::find(known_.spared, secret) != known_.spared.end();
        if (secret.size() >= least_learned && !spared) learn_text(std::move(secret), false);
    }
    for (auto& word : known.words)
        if (word.size() >= least_learned && !is_of_stand_ins(word))
            learn_text(std::move(word), true);
}

void SecondLook::learn_text(std::string text, bool is_word) {
    const auto at = rarest_pair(text);
    const char pair[] = {text[at], text[at + 1]};
    for (int cases = 0; cases < (is_word ? 4 : 1); ++cases) {
        const char first = (cases & 1) != 0 ? other_case(pair[0]) : pair[0];
        const char second = (cases & 2) != 0 ? other_case(pair[1]) : pair[1];
        const char each[] = {first, second};
        auto& list = by_pair_[pair_at(each)];
        if (list.empty() || list.back() != learned_.size()) list.push_back(learned_.size());
        learn_pair(pair_at(each), 255);
    }
    learned_.push_back({std::move(text), at, is_word});
}

/// Whether a word of the site stands at `from` by itself, and in nothing that the site lets pass.
bool SecondLook::shows_word(std::string_view text, std::size_t from, std::string_view word) const {
    const auto parts = [](char c) { return static_cast<unsigned char>(c) < 0x80 && !is_word(c); };
    if (!same(text.substr(from, word.size()), word)) return false;
    if (!parts(byte_before(text, from)) || !parts(byte(text, from + word.size()))) return false;
    return std::ranges::none_of(known_.spared, [&](const std::string& spared) {
        const auto within = std::ranges::search(spared, word, {}, folded, folded);
        const auto ahead = static_cast<std::size_t>(within.begin() - spared.begin());
        return !within.empty() && from >= ahead &&
               same(text.substr(from - ahead, spared.size()), spared);
    });
}

/// Whether what leaks at `from` is an address that the site lets pass, whole and in either case, or
/// one of mail that somebody gave so that it leaves. Nothing is spared for what stands beside it.
bool SecondLook::spares(std::string_view text, std::size_t from, std::string_view family) const {
    if (family == "email") {
        const auto mail = mail_at(text, from);
        return std::ranges::any_of(known_.given,
                                   [&](const auto& given) { return has_mail(given, mail); });
    }
    if (family != "ipv4" && family != "mac") return false;
    const auto address = family == "mac" ? mac_at(text, from) : ipv4_at(text, from);
    return std::ranges::any_of(known_.spared,
                               [&](const auto& spared) { return same(spared, address); });
}

void SecondLook::look_at(std::string_view text, std::size_t at, Whose whose, Found& found) const {
    const auto pair = pair_at(text.data() + at);
    for (const auto* literal : met().by_group[met().group[pair]]) {
        if (at < literal->pair) continue;
        const auto from = at - literal->pair;
        const auto to = from + literal->words.size();
        if (!stands_at(text, from, *literal) || !literal->leaks(text, from, to)) continue;
        if (!spares(text, from, literal->family)) ++found[std::string(literal->family)];
    }
    if (by_pair_.empty()) return;
    const auto candidates = by_pair_.find(pair);
    if (candidates == by_pair_.end()) return;
    for (const auto i : candidates->second) {
        const auto& learned = learned_[i];
        if (at < learned.pair) continue;
        const auto from = at - learned.pair;
        if (learned.is_word) {
            if (whose == Whose::site && shows_word(text, from, learned.text)) ++found["word"];
        } else if (text.substr(from).starts_with(learned.text)) {
            ++found["learned"];
        }
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
                                                                   Whose whose,
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
            if (pairs_[pair_at(bytes + here)] != 0) look_at(text, here, whose, found);
        }
    }
    return at;
}
#endif

void SecondLook::look(std::string_view text, std::size_t from, std::size_t to, Found& found,
                      Whose whose) const {
    to = std::min(to, text.empty() ? 0 : text.size() - 1);  // a pair is two bytes
    auto at = from;
#ifdef __x86_64__
    if (__builtin_cpu_supports("ssse3")) at = look_wide(text, at, to, whose, found);
#endif
    for (; at < to; ++at)
        if (pairs_[pair_at(text.data() + at)] != 0) look_at(text, at, whose, found);
}

Found SecondLook::look(std::string_view text, Whose whose) const {
    Found found;
    look(text, 0, text.size(), found, whose);
    return found;
}

}  // namespace diag::proof
