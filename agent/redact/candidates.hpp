// SPDX-License-Identifier: Apache-2.0
// Where an address might be: 64 bytes at a time by bit masks, because dots and colons are
// everywhere in logs and a regular expression for addresses is the slowest part of every pattern
// set.
#pragma once

#include <cstddef>
#include <string_view>

namespace diag::redact {

/// What was met, told by position.
class Candidates {
public:
    virtual ~Candidates() = default;
    virtual void dots(std::size_t at) = 0;    ///< first dot of digit.digit.digit.digit
    virtual void colons(std::size_t at) = 0;  ///< first of "::" or of five colons 2 to 5 apart
    virtual void dashes(std::size_t at) = 0;  ///< first of five dashes, three apart
    virtual void octets(std::size_t at) = 0;  ///< first dash of digit-digit-digit-digit
    virtual void sign(std::size_t at) = 0;    ///< an '@'
    virtual void scheme(std::size_t at) = 0;  ///< the colon of "://"
    virtual void odd(std::size_t at) = 0;     ///< a '+' or a '~'
    virtual void number(std::size_t at) = 0;  ///< the dash of ddd-dddd
    virtual void groups(std::size_t at) = 0;  ///< first of three dashes, six apart
    virtual void quads(std::size_t at) = 0;   ///< first of two dots, five apart
};

/// Tells `candidates` every position in `text`, in order within 64 bytes and between them.
void find_candidates(std::string_view text, Candidates& candidates);

}  // namespace diag::redact
