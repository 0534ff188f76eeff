// SPDX-License-Identifier: Apache-2.0
// What a request will probably let out, told from what bundles of the same collectors came to
// before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "agent/exchange/request.hpp"
#include "agent/report/voice.hpp"
#include "platform/result.hpp"

namespace diag::pages {

/// The last bundle of just these collectors and as much disclosure.
struct Foreseen {
    std::uint64_t bytes = 0;
    std::uint64_t redactions = 0;  ///< secrets and personal data that were replaced in it
    Time made{};
    milliseconds window{};  ///< how much time it was about; 0: not on record
};

/// From the ledger in `state`, read in constant memory; no collector runs. Nothing where no such
/// bundle was made. Fails as reading the ledger does.
Result<std::optional<Foreseen>> foreseen(const std::filesystem::path& state,
                                         const exchange::Request& request);

/// "About 3.2 MiB with 412 secrets and personal data replaced, as the last bundle of ...", or what
/// it can be at most and why no more is known.
std::string in_words(const std::optional<Foreseen>& foreseen, const exchange::Request& request,
                     const report::Voice& voice);

}  // namespace diag::pages
