// SPDX-License-Identifier: Apache-2.0
// Is the licence server reached?
#include <doctest.h>

#include "agent/commands/upgrade_look.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::commands;

namespace {

const std::string there = "GET https://licence.example:443/";

}  // namespace

TEST_CASE("licence server: who takes the connection is reached, whatever comes of it") {
    test::FakeHttp http;
    http.answers.emplace(there, HttpAnswer{.status = 503});
    CHECK(ask_licence_server("licence.example:443", http).answered);
    for (const auto fault : {Fault::timed_out, Fault::malformed, Fault::io}) {
        http.answers.insert_or_assign(there, Error{fault, "a connection, but no TLS handshake"});
        http.connected = {there};
        CHECK(ask_licence_server("licence.example:443", http).answered);
        http.connected.clear();
        CHECK_FALSE(ask_licence_server("licence.example:443", http).answered);
    }
}

TEST_CASE("licence server: why nobody took the connection is told") {
    test::FakeHttp http;
    const auto answer = ask_licence_server("licence.example:443", http);
    CHECK_FALSE(answer.answered);
    CHECK(answer.host == "licence.example:443");
    CHECK(answer.why == "Connection refused");
}

TEST_CASE("licence server: an address of IPv6 stands in brackets, and is asked without") {
    test::FakeHttp http;
    ask_licence_server("[::1]:8443", http);
    REQUIRE(http.calls.size() == 1);
    CHECK(http.calls.front() == "GET https://::1:8443/");
}

TEST_CASE("licence server: where none is named nobody is asked") {
    test::FakeHttp http;
    for (const auto* text : {"", "licence.example", "::1:443"})
        CHECK_FALSE(ask_licence_server(text, http).answered);
    CHECK(http.calls.empty());
}
