// SPDX-License-Identifier: Apache-2.0
// Whom SAFR's account is given to, and how often.
#include <doctest/doctest.h>

#include <algorithm>

#include "collectors/catalog.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test;

namespace {

/// A site on which `service` listens on VIRGA's TLS port, and where all health is well.
struct Premises {
    FakeWorld world;

    explicit Premises(const std::string& service = "virga",
                      const std::string& address = "127.0.0.1") {
        world.scope.accounts["safr"] = {"diag", "planted-word", ""};
        world.scope.site.known = true;
        SiteProcess process;
        process.service = service;
        process.listeners = {{address, 8085}};
        world.scope.site.processes = {process};
        health(200);
    }
    void health(int status, const std::string& host = "127.0.0.1") {
        HttpAnswer answer;
        answer.status = status;
        world.http.answers.insert_or_assign("GET https://" + host + ":8085/health", answer);
        answer.status = 401;
        world.http.answers.insert_or_assign("GET https://" + host + ":8085/status", answer);
    }
    /// How often the password was sent.
    auto given() const {
        return std::ranges::count_if(
            world.http.calls, [](const std::string& call) { return call.ends_with("/status"); });
    }
};

}  // namespace

TEST_CASE("cameras: VIRGA is given each form of the account once, and keeps it to itself") {
    Premises site;
    const auto seen = examine(collectors::cameras, site.world);
    CHECK(site.given() == 2);
    CHECK(seen.finding("cameras.virga_denied"));
    for (const auto& [name, text] : seen.evidence)
        if (text) CHECK(text->find("planted-word") == std::string::npos);
}

TEST_CASE("cameras: only a process of SAFR's that 127.0.0.1 reaches is given the account") {
    Premises nobody;
    nobody.world.scope.site.processes.clear();
    const auto seen = examine(collectors::cameras, nobody.world);
    CHECK(nobody.world.http.calls.empty());
    REQUIRE(seen.finding("cameras.none_known"));
    CHECK(seen.finding("cameras.none_known")->parameters.at("reason").find("no process of SAFR") !=
          std::string::npos);

    Premises other("mongod");
    examine(collectors::cameras, other.world);
    CHECK(other.given() == 0);

    Premises elsewhere("virga", "10.0.0.5");
    examine(collectors::cameras, elsewhere.world);
    CHECK(elsewhere.given() == 0);

    Premises everywhere("", "::");
    examine(collectors::cameras, everywhere.world);
    CHECK(everywhere.given() == 2);
}

TEST_CASE("cameras: what does not answer as VIRGA does is not given the account") {
    for (const int status : {204, 302, 401, 404}) {
        CAPTURE(status);
        Premises site;
        site.health(status);
        examine(collectors::cameras, site.world);
        CHECK(site.given() == 0);
    }
}

TEST_CASE("cameras: another node is not given the account") {
    Premises site;
    site.health(500);
    site.health(200, "node2");
    site.world.scope.nodes = {"node2"};
    site.world.scope.site.nodes = {"node2"};
    examine(collectors::cameras, site.world);
    CHECK(site.given() == 0);
}

TEST_CASE("cameras: a check does not log in to VIRGA, and does not miss what it would have told") {
    Premises site;
    site.world.scope.brief = true;
    const auto seen = examine(collectors::cameras, site.world);
    CHECK(site.world.http.calls.empty());
    CHECK_FALSE(seen.finding("cameras.none_known"));
}
