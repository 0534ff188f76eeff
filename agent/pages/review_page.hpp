// SPDX-License-Identifier: Apache-2.0
// The page on which somebody here looks at what would be sealed, and leaves out what must stay.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "agent/exchange/contents.hpp"
#include "agent/pages/replacements.hpp"
#include "agent/report/language.hpp"
#include "platform/clock.hpp"

namespace diag::pages {

/// What the forms send: "token", and one of these names.
inline constexpr std::string_view review_seal = "seal";
inline constexpr std::string_view review_decline = "decline";
inline constexpr std::string_view review_leave_out = "leave_out";          ///< value: an entry
inline constexpr std::string_view review_take_in = "take_in";              ///< value: an entry
inline constexpr std::string_view review_leave_section = "leave_section";  ///< value: a collector
inline constexpr std::string_view review_take_section = "take_section";    ///< value: a collector

struct Reviewed {
    const exchange::Contents& contents;
    std::size_t removable = 0;  ///< entries before this one may be left out
    const std::set<std::size_t>& left_out;
    std::string path;   ///< where forms go
    std::string token;  ///< what they bring along
    std::string open;   ///< the section that is unfolded
};

/// Asks for the bytes of a screenshot: its value is an entry.
inline constexpr std::string_view review_picture = "picture";

/// What would leave, by collector and file: each folded, with counts by kind, screenshots with
/// their picture. No original is here.
std::string review_page(const Reviewed& reviewed, std::string_view remark, Time now,
                        report::Language language);

/// One file's replacements.
struct ReviewedFile {
    std::size_t entry = 0;
    std::string kind;  ///< empty: all
    std::uint64_t page = 0;
    const std::vector<Replacement>& replacements;
    bool more = false;
    std::uint64_t seen = 0;    ///< replacements of that kind, up to the end of this page
    std::uint64_t unread = 0;  ///< characters in which none was looked for
};

/// Each replacement in its line, with the original: for this page alone.
std::string review_file_page(const Reviewed& reviewed, const ReviewedFile& file, Time now,
                             report::Language language);

/// Replacements on one page.
inline constexpr std::size_t review_rows = 100;

}  // namespace diag::pages
