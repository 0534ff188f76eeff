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

TEST_CASE("accounts: one is found by its name or its number") {
    const std::string_view passwd = "root:x:0:0::/:/bin/sh\nsafr:x:990:991::/:/bin/false\n";
    for (const char* known : {"safr", "990"}) {
        const auto user = user_among(passwd, known);
        REQUIRE(user);
        CHECK(user->name == "safr");
        CHECK(user->uid == 990);
        CHECK(user->gid == 991);
    }
    for (const char* unknown : {"", "saf", "99", "UNKNOWN", "991"})
        CHECK_FALSE(user_among(passwd, unknown));
}

TEST_CASE("accounts: numbers that no process can have are nobody's") {
    for (const char* line : {"a:x:4294967295:1:", "a:x:1:4294967295:", "a:x:4294967296:1:",
                             "a:x:-1:1:", "a:x:1x:1:", "a:x::1:", "a:x:1::"}) {
        CAPTURE(line);
        CHECK_FALSE(user_among(line, "a"));
    }
}
