// SPDX-License-Identifier: Apache-2.0
// Is there anything in this text that must not leave? Asked of exactly what is to be sealed, by
// code that shares nothing with redaction.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace diag::proof {

/// Name and version of this engine, for manifests: "plain-pairs 2".
std::string_view engine_version();

/// How many leaks of each family: "private_key", "url_credentials", "authorization", "secret",
/// "token", "image", "ipv4", "mac", "email", "learned", "word".
using Found = std::map<std::string, std::uint64_t, std::less<>>;

/// What a site knows beyond the rules.
struct Known {
    std::vector<std::string> secrets;  ///< must not be anywhere; shorter than six bytes: not asked
    std::vector<std::string> spared;   ///< addresses that the site lets pass, in either case
    std::vector<std::string> words;    ///< of its rules and its hosts; as secrets, in either case
    std::vector<std::string> given;    ///< contacts that leave as they are: mail in them may stand
};

/// A text of the site has none of its words left; one of ours may be written with the same.
enum class Whose { ours, site };

class SecondLook {
public:
    explicit SecondLook(Known known = {});

    /// Knows this too from now on; call before anything is looked at.
    void learn(Known known);

    /// Adds what [from, to) of `text` leaks to `found`. Looks at most `before` bytes ahead of
    /// `from` and `behind` bytes behind `to`. Linear, whatever the text.
    void look(std::string_view text, std::size_t from, std::size_t to, Found& found,
              Whose whose = Whose::ours) const;

    /// The whole of a text.
    Found look(std::string_view text, Whose whose = Whose::ours) const;

    static constexpr std::size_t before = 512;
    static constexpr std::size_t behind = 2048;

private:
    void learn_pair(std::uint16_t pair, std::uint8_t group);
    void learn_text(std::string text, bool is_word);
    bool shows_word(std::string_view text, std::size_t from, std::string_view word) const;
    void look_at(std::string_view text, std::size_t at, Whose whose, Found& found) const;
    bool spares(std::string_view text, std::size_t from, std::string_view family) const;
    std::size_t look_wide(std::string_view text, std::size_t at, std::size_t to, Whose whose,
                          Found& found) const;

    Known known_;
    std::vector<std::uint8_t> pairs_;  ///< by two bytes: whether something may be there
    /// The same, coarser, for sixteen places at once: buckets of pairs by the halves of both bytes.
    std::array<std::array<std::uint8_t, 16>, 4> nibbles_{};
    struct Learned {
        std::string text;
        std::size_t pair = 0;  ///< where in it the pair is by which it is met
        bool is_word = false;
    };
    std::vector<Learned> learned_;
    std::map<std::uint16_t, std::vector<std::size_t>> by_pair_;  ///< of learned_
};

/// A text that comes in pieces, in constant memory, as one text: what lies across two pieces is
/// found too.
class Reading {
public:
    explicit Reading(const SecondLook& look, Whose whose = Whose::ours);

    void take(std::string_view bytes);

    /// After the last piece.
    const Found& finish();

    std::uint64_t bytes() const { return bytes_; }

private:
    void move_on();
    void look_until(std::size_t end);

    const SecondLook& look_;
    Whose whose_;
    std::vector<char> buffer_;
    std::size_t size_ = 0;    ///< bytes in buffer_
    std::size_t looked_ = 0;  ///< of them, done
    std::uint64_t bytes_ = 0;
    Found found_;
};

}  // namespace diag::proof
