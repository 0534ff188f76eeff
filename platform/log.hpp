// SPDX-License-Identifier: Apache-2.0
// What the program says about itself, on standard error: "safr-diag: warning: ...".
//
// Never pass secrets or evidence here: these lines end up in journals that nobody redacts. Control
// characters are taken out, so that a hostile file name cannot move the reader's cursor.
#pragma once

#include <string_view>

namespace diag::log {

enum class Level {
    quiet,    ///< errors only
    normal,   ///< and warnings and news
    verbose,  ///< and what is being done
};

/// What is said from now on. Until it is called: normal, in the name of "safr-diag".
void open(std::string_view program, Level level);

Level level();

/// One sentence each, or several with a newline between, which then stand on lines of their own.
/// Usable from any thread; a line is written whole.
void error(std::string_view sentence);
void warning(std::string_view sentence);
/// What a program that stays tells of itself: a line an event, with no mark before it.
void news(std::string_view sentence);
void detail(std::string_view sentence);

}  // namespace diag::log
