// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "platform/names.hpp"

using namespace diag;

TEST_CASE("names: a host and its port are told as URLs have them, IPv6 in brackets once") {
    CHECK(authority_of("desk.example", 443) == "desk.example:443");
    CHECK(authority_of("10.0.0.1", 80) == "10.0.0.1:80");
    CHECK(authority_of("fd00::1", 1433) == "[fd00::1]:1433");
    CHECK(authority_of("[fd00::1]", 1433) == "[fd00::1]:1433");
}
