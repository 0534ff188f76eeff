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
        process.user = "root";
        process.listeners = {{address, 8085}};
        world.scope.site.processes = {process};
        health(200);
    }
    void health(int status, const std::string& host = "127.0.0.1") {
        answer(host, "/health", status);
        answer(host, "/status", 401);
    }
    void answer(const std::string& host, const std::string& path, int status) {
        HttpAnswer said;
        said.status = status;
        world.http.answers.insert_or_assign("GET https://" + host + ":8085" + path, said);
    }
    /// How often the password was sent.
    auto given() const {
        return std::ranges::count_if(
            world.http.calls, [](const std::string& call) { return call.ends_with("/status"); });
    }
};

}  // namespace

TEST_CASE("cameras: a login that VIRGA refuses is not repeated in another form") {
    for (const int status : {401, 403}) {
        CAPTURE(status);
        Premises site;
        site.answer("127.0.0.1", "/status", status);
        const auto seen = examine(collectors::cameras, site.world);
        CHECK(site.given() == 1);
        CHECK(seen.finding("cameras.virga_denied"));
    }
}

TEST_CASE("cameras: only a VIRGA that cannot read the login is given its other form") {
    for (const auto& [status, times] : {std::pair{400, 2}, {500, 1}, {404, 1}, {503, 1}}) {
        CAPTURE(status);
        Premises site;
        site.answer("127.0.0.1", "/status", status);
        examine(collectors::cameras, site.world);
        CHECK(site.given() == times);
    }
}

TEST_CASE("cameras: SAFR's account is in no evidence") {
    Premises site;
    const auto seen = examine(collectors::cameras, site.world);
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
    CHECK(everywhere.given() == 1);
}

TEST_CASE("cameras: a process of a user who is neither root nor SAFR's owner gets no account") {
    const auto given_to = [](const char* user, const char* owner) {
        Premises site;
        site.world.scope.site.processes[0].user = user;
        site.world.programs.answers.insert_or_assign(
            "stat -L -c %U %u -- " + site.world.scope.program_root,
            ProgramOutput{.exit_code = 0, .output = owner, .errors = {}});
        examine(collectors::cameras, site.world);
        return site.given();
    };
    CHECK(given_to("mallory", "safr 990\n") == 0);
    CHECK(given_to("mallory", "") == 0);
    CHECK(given_to("safr", "safr 990\n") == 1);
    CHECK(given_to("990", "UNKNOWN 990\n") == 1);
    CHECK(given_to("root", "safr 990\n") == 1);
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
