// SPDX-License-Identifier: Apache-2.0
// Names of objects, as digests: enough to say whether one is there, and nothing to read.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "platform/digest.hpp"

namespace diag::backup {

/// Shorter ones are too likely to be equal by chance, longer ones name no file.
inline constexpr std::size_t shortest_name = 8;
inline constexpr std::size_t longest_name = 128;

/// What is behind the last slash of either kind.
std::string_view last_part(std::string_view path);

/// 64 bits of SHA-256 behind a random key of this object, so that they mean nothing to another.
/// Upper and lower case of ASCII are one.
class NameDigest {
public:
    NameDigest();
    std::uint64_t of(std::string_view name);

private:
    std::array<char, 32> key_;
    Sha256 running_;
};

/// A set of digests in at most 8 * `most` bytes. When it is full it forgets the greater half of all
/// digests there can be, and later ones of that half: what it keeps is a fair sample, and which
/// digests are in the sample is known of those, too, that were never added.
class NameSet {
public:
    explicit NameSet(std::size_t most);

    void add(std::uint64_t digest);
    /// To be called after the last add() and before has().
    void settle();

    /// Whether it would be here had it been added.
    bool covers(std::uint64_t digest) const { return digest <= greatest_; }
    bool has(std::uint64_t digest) const;

    /// One digest in so many is covered; a power of two.
    std::uint64_t one_in() const { return one_in_; }
    std::size_t size() const { return digests_.size(); }

private:
    std::vector<std::uint64_t> digests_;
    std::size_t most_;
    std::uint64_t greatest_ = ~std::uint64_t{0};
    std::uint64_t one_in_ = 1;
};

}  // namespace diag::backup
