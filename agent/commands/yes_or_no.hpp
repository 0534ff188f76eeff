// SPDX-License-Identifier: Apache-2.0
// A question on the terminal that is answered with yes or no.
#pragma once

#include <string_view>

#include "platform/result.hpp"

namespace diag::commands {

/// Whether somebody can be asked here: standard input and standard error are terminals.
bool can_ask();

/// Whether somebody may be here who would not see a question: standard input is a terminal and
/// standard error is none.
bool is_question_hidden();

/// The line that stands on standard input: whether it is a yes of one of our languages ("y", "yes",
/// "s", "sí", "sim"). Anything else, and no line, is a no.
bool is_yes_said();

/// Asks on standard error. Fails as writing does.
Result<bool> asked(std::string_view question);

}  // namespace diag::commands
