// SPDX-License-Identifier: Apache-2.0
// Rule packs (*.safrrules): rules that a desk signs for all of its sites. FORMAT.md has the form.
//
// A pack only adds, and a newer version of it only adds to the one before. Whether its signer is
// believed is asked once, when it is added: an engineer's certificate that ends later must not take
// rules away from a site.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "agent/exchange/trust.hpp"
#include "agent/rules/entries.hpp"
#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::rules {

inline constexpr std::size_t largest_pack = std::size_t{96} << 10;  ///< bytes, signature included

struct Pack {
    std::string name;
    std::uint64_t version = 0;
    std::vector<Entry> entries;
    std::vector<std::string> signers;  ///< names in their certificates
};

/// A text of rules as a pack; fails with malformed, every mistake a line.
Result<Pack> pack_from(std::string_view text, std::string_view file);

/// A signed pack, by an engineer whom `trust` vouches for now. Fails with refused or malformed.
Result<Pack> opened_pack(std::string_view document, const exchange::Trust& trust, Time now);

/// That neither this version of the pack nor a later one was ever in force here, and that every
/// rule of the version in force stands in this one too: what a pack took only the site itself lets
/// stay, by remove_pack(). Fails with refused, also where the version in force cannot be read.
Result<> may_follow(const std::filesystem::path& state, const Pack& pack);

/// Puts a pack in force from now on, in `state`/rules. Fails as may_follow().
Result<> add_pack(const std::filesystem::path& state, const Pack& pack, std::string_view document);

/// Takes a pack out of force; its version stays known. Fails with absent where there is none.
Result<> remove_pack(const std::filesystem::path& state, const std::string& name);

/// All packs in force, by name; every one must be there, whole, and of the version that is known.
/// Fails with malformed, as fewer rules than were agreed on must not go unnoticed.
Result<std::vector<Pack>> packs_in(const std::filesystem::path& state);

}  // namespace diag::rules
