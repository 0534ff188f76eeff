// SPDX-License-Identifier: Apache-2.0
#include "platform/shell_word.hpp"

#include <doctest/doctest.h>

using namespace diag;

TEST_CASE("shell word: a word is quoted for a shell where that is needed") {
    CHECK(shell_word("/srv/diag-1.toml") == "/srv/diag-1.toml");
    CHECK(shell_word("") == "''");
    CHECK(shell_word("/srv/a b") == "'/srv/a b'");
    CHECK(shell_word("it's; $(id)") == "'it'\\''s; $(id)'");
    CHECK(shell_word("~root") == "'~root'");
}
