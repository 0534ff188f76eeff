// SPDX-License-Identifier: Apache-2.0
#include "agent/config/entries.hpp"

#include <doctest.h>

using namespace diag::config;

TEST_CASE("entries: a server is a host and a port, an address of IPv6 in brackets") {
    const auto named = server_from("licence.example:443");
    REQUIRE(named);
    CHECK(named->host == "licence.example");
    CHECK(named->port == 443);
    const auto address = server_from("[fd00::1]:65535");
    REQUIRE(address);
    CHECK(address->host == "fd00::1");
    CHECK(address->port == 65535);
    CHECK(is_server("127.0.0.1:443"));
    CHECK(is_server(""));
}

TEST_CASE("entries: what might be read in two ways is no server") {
    for (const auto* text :
         {"licence.example", "licence.example:", "licence.example:0", "licence.example:65536",
          "::1:443", "fd00::1:443", "[::1]", "[::1]:", "[::1:443", "::1]:443", "[]:443",
          "[127.0.0.1]:443", "[licence.example]:443", ":443", "[[::1]]:443", "a b:443",
          "x:y:443"}) {
        CAPTURE(text);
        CHECK_FALSE(is_server(text));
        CHECK_FALSE(server_from(text));
    }
}
