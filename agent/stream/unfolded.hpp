// SPDX-License-Identifier: Apache-2.0
// Files within files: what gzip, tar and zip hold, as one text.
#pragma once

#include <memory>
#include <string_view>

#include "agent/exchange/contents.hpp"
#include "agent/stream/peeked.hpp"

namespace diag::stream {

/// Whether bytes begin as what unfolded() opens. Takes 512 of them to see a tar.
bool is_folded(std::string_view begins);

/// Levels that are opened: a zip in a tar in a gzip. What lies deeper is left out.
inline constexpr int most_levels = 3;

/// What all levels of one file share.
struct Folds {
    exchange::Redactions& cut;  ///< what was left out because it is no text, by kind
    std::uint64_t limit;        ///< bytes that all levels together may unpack to
    std::uint64_t unpacked = 0;
    std::uint64_t members = 0;       ///< of zips, in all of them
    std::optional<Error> failure{};  ///< of the first member that could not be read whole
};

/// The text in `inner`. Of a tar or zip each member in turn, behind a line "==> name <==" as
/// tail(1) writes it; a member that is no text, from where it is none, is a line that says so, and
/// counted. What begins as none of these passes as it is. A damaged member is left out from there
/// on and makes the end fail; so does more than `limit` bytes, with full.
std::unique_ptr<Source> unfolded(std::unique_ptr<Source> inner, exchange::Redactions& cut,
                                 std::uint64_t limit);

/// One level, for those who open members. `level` counts from 0.
std::unique_ptr<Source> level_of(std::unique_ptr<Source> inner, Folds& folds, int level);

/// The member itself: one level further in, UTF-16 made UTF-8, without what is no text.
std::unique_ptr<Source> member_of(std::unique_ptr<Source> inner, Folds& folds, int level);

std::unique_ptr<Source> tar_members(std::unique_ptr<Peeked> tar, Folds& folds, int level);
std::unique_ptr<Source> zip_members(std::unique_ptr<Peeked> zip, Folds& folds, int level);

/// The line before a member.
std::string title_of(std::string_view name);

/// What unpacks to more than `limit` bytes fails with.
Error too_much(std::uint64_t limit);

}  // namespace diag::stream
