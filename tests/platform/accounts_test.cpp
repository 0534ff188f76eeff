// SPDX-License-Identifier: Apache-2.0
#include "platform/accounts.hpp"

#include <doctest/doctest.h>

using namespace diag;

TEST_CASE("accounts: are what has a name, a user and a group") {
    const auto accounts = accounts_in("safr:x:990:991::/:/bin/false\n\n# none\na:x:5\n:::\nb:x:6:");

    REQUIRE(accounts.size() == 3);
    CHECK(accounts[0].name == "safr");
    CHECK(accounts[0].uid == "990");
    CHECK(accounts[0].gid == "991");
    CHECK(accounts[1].name.empty());
    CHECK(accounts[2].gid.empty());
}
