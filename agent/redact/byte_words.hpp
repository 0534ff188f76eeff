// SPDX-License-Identifier: Apache-2.0
// Words that each stand for a byte or a few, in the ways that dumps and logs of arrays write them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// A word of a list, and where the bytes that it stands for lie among all.
struct ByteWord {
    std::size_t from = 0;
    std::size_t to = 0;
    std::size_t place = 0;
};

/// A run of words as bytes, read in one of the ways below. Of a long one only what is still to be
/// looked at is held.
struct ByteWords {
    std::vector<ByteWord> words;
    std::string bytes;
    std::optional<Kind> kind;  ///< of the first picture or film among them
    ByteWord first;            ///< where that begins
    std::size_t to = 0;        ///< behind the last word

    void add(std::size_t word_from, std::size_t word_to) {
        words.push_back({word_from, word_to, bytes.size()});
        to = word_to;
    }
    void clear() {
        words.clear();
        bytes.clear();
        kind.reset();
    }
};

/// How words may be read, and whether they begin films that zeros and ones could begin as well.
struct ByteWay {
    bool (*add)(ByteWords& all, std::string_view text, std::size_t from, std::size_t to);
    bool is_signed;  ///< a '-' is of the word
    bool is_plain;   ///< zeros and ones begin a film
};

extern const std::array<ByteWay, 4> byte_ways;

}  // namespace diag::redact
