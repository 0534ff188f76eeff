// SPDX-License-Identifier: Apache-2.0
#include "platform/host_port.hpp"

#include <doctest/doctest.h>

using namespace diag;

TEST_CASE("host and port: names and addresses, with a port or without") {
    struct Case {
        const char* text;
        const char* host;
        int port;
    };
    for (const auto& [text, host, port] : {Case{"mail.example", "mail.example", 0},
                                           {"db_1:27017", "db_1", 27'017},
                                           {"10.0.0.9:443", "10.0.0.9", 443},
                                           {"[fd00::1]:8080", "fd00::1", 8'080},
                                           {"[::1]", "::1", 0}}) {
        const auto place = host_port_from(text);
        REQUIRE_MESSAGE(place, text);
        CHECK(place->host == host);
        CHECK(place->port == port);
    }
}

TEST_CASE("host and port: what is neither is nothing") {
    for (const auto* const text :
         {"", ":443", "host:", "host:0", "host:65536", "host:x", "fd00::1", "[fd00::1", "[host]:1",
          "[[::1]]:1", "[::1]:", "a b:1", "-x:1", "user@host:1", "https://host", "host/path"})
        CHECK_FALSE_MESSAGE(host_port_from(text), text);
}
