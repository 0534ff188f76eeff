// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/ledger_words.hpp"

#include <doctest/doctest.h>

using namespace diag;
using commands::in_words;

TEST_CASE("ledger: an entry is told in its order, without its document") {
    CHECK(in_words({{"request", "019a"},
                    {"document", "MII..."},
                    {"engineers", json::array{"Ada", "Bob"}},
                    {"bytes", 12},
                    {"why", ""}}) == "request: 019a; engineers: Ada, Bob; bytes: 12");
}

TEST_CASE("ledger: an entry is one line, whatever somebody wrote as a reason") {
    const auto words =
        in_words({{"why", "not today\n12  2026-11-24T12:00:00Z  decision\tgranted\x1B[2J"}});

    CHECK(words.find_first_of("\n\t\x1B") == std::string::npos);
    CHECK(words.starts_with("why: not today 12  2026"));
}
