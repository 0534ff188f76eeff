// SPDX-License-Identifier: Apache-2.0
// What the reading half signs for the line half, and what it remembers of it: identity/line.serial,
// the last one given, and identity/line.desk, the authority that has certified a line here.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "agent/exchange/trust.hpp"
#include "platform/result.hpp"

namespace diag::commands {

class LineIdentities {
public:
    /// How far the count may be moved by a desk's word: far enough for a site restored from an old
    /// backup, and no way to use it up.
    static constexpr std::uint64_t longest_jump = 1'000'000;

    explicit LineIdentities(std::filesystem::path state) : state_(std::move(state)) {}

    /// One more than the last. Where the disk takes nothing, or tells no number, it is counted in
    /// memory and said: a desk that knows a later one tells it.
    std::uint64_t next_serial();

    /// Goes on above that one. Does nothing where we are. Fails with refused past longest_jump, and
    /// for a second jump before a certificate is taken; the sentence says what to do.
    Result<> go_above(std::uint64_t serial);

    /// The document for the key that asks (PKCS #10, PEM). Remembers which one it is.
    Result<std::string> sign(std::uint64_t serial, std::string_view request);

    /// The certificate in a desk's answer, where it is by the authority that this site believes,
    /// for this agent, for lines alone and for the key signed last. Clocks are not asked. Fails
    /// with malformed or refused.
    Result<> take(std::string_view answer);

    /// Puts what was taken last on the ledger, and its desk on record. Fails as the disk does.
    Result<> keep(std::uint64_t serial) const;

    /// Whether the desk that this site believes has ever certified a line here.
    bool certified_before() const;

private:
    std::filesystem::path state_;
    std::string key_;  ///< fingerprint of the key that was signed for last
    std::optional<Certificate> taken_;
    std::uint64_t last_ = 0;  ///< serial that was given here
    bool jumped_ = false;     ///< since a certificate was taken
};

}  // namespace diag::commands
