// SPDX-License-Identifier: Apache-2.0
// How much was written to a tree in each of the last days, by the times of its files.
//
// A store holds millions of files, so they are counted where they are met and none is remembered:
// memory does not grow with the store. Names tell nothing and are not kept, but for folders that
// are named after a day.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::capacity {

/// Why a folder within another that is counted has no figures of its own.
inline constexpr std::string_view with_another = "counted with another folder";

/// Files last changed within 24 hours.
struct Window {
    std::uint64_t files = 0;
    std::uint64_t pictures = 0;  ///< of them those of 1 KiB and more: metadata are smaller (K6, K8)
    std::uint64_t bytes = 0;     ///< allocated

    bool operator==(const Window&) const = default;
};

inline constexpr std::size_t most_windows = 8;

/// A folder whose path ends in a date: "2026/11/27", "2026-11-27" or "20261127".
struct Dated {
    std::string path;  ///< below the top
    std::int64_t day;  ///< since 1970-01-01

    bool operator==(const Dated&) const = default;
};

struct Ages {
    std::array<Window, most_windows> windows;  ///< [k]: k to k + 1 days ago
    Window whole;                              ///< all files
    Time oldest{};                             ///< of the oldest file; 1970 without any
    bool cut = false;          ///< a limit ended it: what was not met is not counted
    bool unreadable = false;   ///< a folder could not be listed
    std::vector<Dated> dated;  ///< of the last ten days, at most 64
    /// What lies in folders named after the day k days before today (UTC), where that was counted
    /// whole; no files: it was not.
    std::array<Window, most_windows> by_name;
};

/// Walks `top` (followed if a link; links inside are not, nor are other file systems entered),
/// outer levels first, in a child that can be left behind. After `limit` files or nine tenths of
/// `patience` it is cut. Fails with timed_out where the file system does not answer.
Result<Ages> ages_of(const std::string& top, Time now, std::uint64_t limit, milliseconds patience);

/// The day that the end of `path` names; nothing where it names none, or one before 2000.
std::optional<std::int64_t> day_named(std::string_view path);

/// The item as evidence, and back. What is not as it should be stays 0.
std::string to_text(const Ages& ages);
Result<Ages> ages_from(std::string_view text);

}  // namespace diag::capacity
