// SPDX-License-Identifier: Apache-2.0
#include "agent/config/entries.hpp"

#include <doctest.h>

using namespace diag::config;

TEST_CASE("entries: a server is a host and a port, an address of IPv6 in brackets") {
    const auto named = diag::host_and_port_from("licence.example:443");
    REQUIRE(named);
    CHECK(named->host == "licence.example");
    CHECK(named->port == 443);
    const auto address = diag::host_and_port_from("[fd00::1]:65535");
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
        CHECK_FALSE(diag::host_and_port_from(text));
    }
}

TEST_CASE("entries: an interface of the cloud is an https URL of a host") {
    for (const auto* text : {"https://covi.real.com/", "https://covi.real.com:8443/version",
                             "https://10.0.0.1", "https://[fd00::1]/"}) {
        CAPTURE(text);
        CHECK(is_endpoint(text));
    }
    for (const auto* text : {"", "covi.real.com", "http://covi.real.com/", "https://",
                             "https://user:word@covi.real.com/", "https://covi.real.com/?a=b"}) {
        CAPTURE(text);
        CHECK_FALSE(is_endpoint(text));
    }
}

TEST_CASE("entries: a control has a number, so that no name service is needed to reach it") {
    CHECK(is_control("1.1.1.1:443"));
    CHECK(is_control("[2606:4700:4700::1111]:443"));
    for (const auto* text : {"", "one.example:443", "1.1.1.1", "1.1.1.1:0"})
        CHECK_FALSE(is_control(text));
    CHECK(is_name("example.com"));
    CHECK(is_name(""));
    CHECK_FALSE(is_name("1.1.1.1"));
}

TEST_CASE("entries: planned downtime is from and to in UTC, and no longer than a month") {
    CHECK(is_window("2026-10-04T02:00:00Z/2026-10-04T04:00:00Z"));
    for (const auto* text :
         {"", "/", "2026-10-04T02:00:00Z", "2026-10-04T02:00:00Z/", "/2026-10-04T02:00:00Z",
          "2026-10-04T04:00:00Z/2026-10-04T02:00:00Z", "2026-10-04T02:00:00/2026-10-04T04:00:00",
          "2026-10-04T02:00:00Z/2026-12-04T04:00:00Z", "today/tomorrow", "2h/4h"}) {
        CAPTURE(text);
        CHECK_FALSE(is_window(text));
    }
}

TEST_CASE("entries: an outside system is a kind that is known, a host and perhaps a port") {
    for (const auto* text : {"lenel://onguard.example Main building", "amag://10.1.2.3:1433",
                             "ldaps://[fd00::1]", "genetec+tcp://g:5500"}) {
        CAPTURE(text);
        CHECK(is_integration(text));
    }
    for (const auto* text : {"", "onguard.example", "lenle://onguard", "lenel://u:p@onguard",
                             "http://onguard", "lenel://onguard/api"}) {
        CAPTURE(text);
        CHECK_FALSE(is_integration(text));
    }
}
