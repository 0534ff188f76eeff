// SPDX-License-Identifier: Apache-2.0
// The ledger as a page: for the customer, who need not know JSON to know what left the site.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "agent/ledger/verify.hpp"
#include "agent/report/language.hpp"
#include "platform/result.hpp"

namespace diag::pages {

/// Of whom the page tells.
struct Keeper {
    std::string site;   ///< site.name; may be empty
    std::string agent;  ///< the name in its certificate
    Time now{};         ///< when the page is made
};

/// Where a page goes as it is written.
using Out = std::function<Result<>(std::string_view)>;

/// One self-contained file: the verdict and its flaw on top, what it all comes to, then every entry
/// by day, oldest first, nothing left out but the bytes of signatures. A line that cannot be read
/// is told as that. In memory that does not grow with the ledger, but for a line a day. Entries
/// that come while it is written may be missing from the sums.
///
/// Fails as reading does, and as `out`.
Result<> write_ledger_page(const std::filesystem::path& directory, const ledger::Verdict& verdict,
                           const Keeper& keeper, report::Language language, const Out& out);

}  // namespace diag::pages
