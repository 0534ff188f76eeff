// SPDX-License-Identifier: Apache-2.0
// An entry of the ledger in words.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/ledger/entry.hpp"
#include "agent/report/voice.hpp"

namespace diag::pages {

struct Told {
    std::string title;
    std::string_view sign;  ///< as report::write_icon() has it
    bool minor = false;     ///< of interest to who checks the ledger, not to who reads it
    std::vector<std::pair<std::string, std::string>> facts;  ///< label and value, as in the entry
};

/// Everything the entry holds but a checkpoint's document, which is signatures.
Told in_words(const ledger::Entry& entry, const report::Voice& voice);

}  // namespace diag::pages
