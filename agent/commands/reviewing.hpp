// SPDX-License-Identifier: Apache-2.0
// Asks somebody here whether what was collected may be sealed: on a page, or on the terminal.
#pragma once

#include "agent/collect/order.hpp"

namespace diag::commands {

/// How to ask.
struct Asking {
    report::Language language = report::Language::en;
    milliseconds span{};  ///< how long the page waits
    bool page = true;     ///< whether there is one
};

/// Says where the files are, prints the page's one-time link, and waits for whichever answers
/// first. Without a page or a terminal nobody can be asked, and nothing is sealed.
Result<collect::Decision> ask_whether_to_seal(const collect::ForReview& material,
                                              const Asking& asking);

}  // namespace diag::commands
