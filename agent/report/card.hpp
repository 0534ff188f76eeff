// SPDX-License-Identifier: Apache-2.0
// The card of a finding, as all reports show it.
#pragma once

#include <functional>
#include <map>
#include <string_view>

#include "agent/report/markup.hpp"
#include "agent/report/voice.hpp"

namespace diag::report {

struct Card {
    std::string_view id;  ///< the finding's
    Severity severity = Severity::unknown;
    std::size_t number = 0;  ///< its anchor is "finding-<number>"
    bool open = false;       ///< or it can be opened
    const Explained& words;
    std::function<void()> beside_title = {};  ///< written where the card is folded
};

/// Title and badges, what `details` writes, what to do and how to see that it worked, and what
/// `rest` writes, if anything.
void write_card(Markup& out, const Voice& voice, const Card& card,
                const std::function<void()>& details, const std::function<void()>& rest = {});

/// Which cards stand open: those of serious findings, until there are enough of a severity.
class OpenCards {
public:
    bool next(Severity severity);

private:
    std::map<Severity, std::size_t> written_;
};

}  // namespace diag::report
