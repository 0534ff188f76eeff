// SPDX-License-Identifier: Apache-2.0
// What is found of the way to SAFR Cloud.
#include <doctest.h>

#include <limits>

#include "collectors/cloud/ask.hpp"
#include "tests/collectors/cloud_given.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::safr_cloud;

TEST_CASE("cloud: one that answers, and whom the system believes, gives no finding") {
    CHECK(Given{}.ids().empty());
}

TEST_CASE("cloud: silence is named by who is in the way, once the cloud was reached before") {
    Given given;
    given.looks = {silent(Rung::connection), whole(Part::control)};
    CHECK(given.ids() == Ids{"cloud.down"});
    given.looks = {silent(Rung::connection), silent(Rung::connection, Part::control)};
    CHECK(given.ids() == Ids{"cloud.site_offline"});
    given.looks.push_back(silent(Rung::connection, Part::gateway, "192.168.2.1"));
    CHECK(given.ids() == Ids{"cloud.gateway_silent"});
    CHECK(given.judged().findings[0].parameters.at("gateway") == "192.168.2.1");
    given.looks = {silent(Rung::proxy)};
    CHECK(given.ids() == Ids{"cloud.proxy"});
    given.looks = {silent(Rung::name), whole(Part::control),
                   silent(Rung::name, Part::control_name)};
    CHECK(given.ids() == Ids{"cloud.names_not_found"});
    given.looks = {silent(Rung::connection)};
    CHECK(given.ids() == Ids{"cloud.silent"});
}

TEST_CASE("cloud: a site that never reached it is told so, and not that anything is wrong") {
    Given given;
    given.past.clear();
    given.looks = {silent(Rung::connection), whole(Part::control)};

    const auto judged = given.judged();

    REQUIRE(judged.findings.size() == 1);
    CHECK(judged.findings[0].id == "cloud.not_reached");
    CHECK(judged.findings[0].severity == Severity::info);
}

TEST_CASE("cloud: a chain that leads to nobody who is believed is a box on the way, and is shown") {
    Given given;
    given.looks.front().reach.verdict = self_signed_in_chain;
    given.looks.front().reach.chain.front().issuer = "Corporate Inspection CA";

    const auto judged = given.judged();

    REQUIRE(judged.findings.size() == 1);
    CHECK(judged.findings[0].id == "cloud.intercepted");
    CHECK(judged.findings[0].parameters.at("chain") == "*.real.com < Corporate Inspection CA");
}

TEST_CASE("cloud: a box that the system was made to believe is found by who should have issued") {
    Given given;
    given.looks.front().reach.chain.front().issuer = "Corporate Inspection CA";
    given.looks.front().reach.chain.front().issuer_organisation = "Corporate";
    CHECK(given.ids().empty());

    given.issuers = {"digicert"};
    CHECK(given.ids() == Ids{"cloud.intercepted"});
    given.looks = {well()};
    CHECK(given.ids().empty());
}

TEST_CASE("cloud: without a store of authorities nobody is accused, and it is said") {
    Given given;
    given.has_store = false;
    given.looks.front().reach.verdict = self_signed_in_chain;

    CHECK(given.ids() == Ids{"cloud.no_store"});
}

TEST_CASE("cloud: a clock is compared with the server's, and the nearest answer counts") {
    Given given;
    given.looks = {well(), well("virga.real.com:443")};
    given.looks[0].date = now - std::chrono::seconds{90};
    CHECK(given.ids().empty());

    given.looks[1].date = now - std::chrono::seconds{95};
    CHECK(given.ids() == Ids{"cloud.clock"});
    CHECK(given.judged().findings[0].severity == Severity::warning);
    given.looks = {well()};
    given.looks[0].date = now + std::chrono::hours{2};
    CHECK(given.judged().findings[0].severity == Severity::critical);
    CHECK(given.judged().findings[0].parameters.at("direction") == "behind");
}

TEST_CASE("cloud: certificates that are over, or for another host, are told") {
    Given given;
    given.looks[0].reach.chain[0].not_after = now - std::chrono::hours{1};
    CHECK(given.ids() == Ids{"cloud.certificate_not_valid"});

    given.looks = {well()};
    given.looks[0].reach.names_host = false;
    CHECK(given.ids() == Ids{"cloud.certificate_wrong_name"});
}

TEST_CASE("cloud: an interface that never answered is no fault of the cloud's, one that did is") {
    Given given;
    given.looks = {well(), silent(Rung::connection, Part::endpoint, "cvos.real.com:443")};
    CHECK(given.ids() == Ids{"cloud.part_never_reached"});
    CHECK(given.judged().findings[0].severity == Severity::info);

    given.past = R"({"time":1795460000,"cloud":true,"places":[{"place":"cvos.real.com:443"}]})";
    CHECK(given.ids() == Ids{"cloud.part_silent"});
}

TEST_CASE("cloud: a licence server whose name is only guessed is never held against a site") {
    Given given;
    given.licence_configured = false;
    given.past = R"({"time":1795460000,"cloud":true,"licence":false})";
    given.looks.push_back(
        silent(Rung::name, Part::licence, std::string(cloud::printed_licence_server)));

    CHECK(given.ids().empty());
}

TEST_CASE("cloud: a success that a wrong clock dated after now does not count") {
    Given given;
    given.past = R"({"time":1895460000,"cloud":true,"licence":true})";
    given.looks = {silent(Rung::connection), whole(Part::control)};

    CHECK(given.ids() == Ids{"cloud.not_reached"});
}

TEST_CASE("cloud: a machine without SAFR, where nothing is configured, asks nobody") {
    FakeWorld fake;
    FakeSink sink;
    auto world = fake.world();

    collectors::cloud.gather(world, sink);

    CHECK(sink.evidence.size() == 1);
    CHECK(sink.evidence.contains("time"));
}

TEST_CASE("cloud: an issuer that is not known here is told, and nobody is accused") {
    constexpr int no_local_issuer = 20, no_leaf_signature = 21;  // X509_V_ERR_UNABLE_TO_...
    for (const int verdict : {no_local_issuer, no_leaf_signature}) {
        Given given;
        given.looks.front().reach.verdict = verdict;
        CHECK(given.ids() == Ids{"cloud.certificate_untrusted"});
        CHECK(cloud::state_of(given.looks, {}, true) == State::unknown);
        given.has_store = false;
        CHECK(given.ids() == Ids{"cloud.no_store"});
    }
    Given given;
    given.past = R"({"time":1795460000,"cloud":true})";
    auto licence = well("licence.example:443");
    licence.part = Part::licence;
    licence.reach.verdict = self_signed_in_chain;
    given.looks.push_back(licence);
    CHECK(given.ids() == Ids{"cloud.certificate_untrusted"});
}

TEST_CASE("cloud: the clock of a box on the way is not compared with") {
    Given given;
    given.looks.front().reach.verdict = self_signed_in_chain;
    given.looks.front().date = now + std::chrono::hours{2};

    CHECK(given.ids() == Ids{"cloud.intercepted"});
}

TEST_CASE("cloud: times that no calendar has are brought into it") {
    const auto most = std::to_string(std::numeric_limits<std::int64_t>::max());
    const auto least = std::to_string(std::numeric_limits<std::int64_t>::min());
    for (const auto& [when, date] : {std::pair{most, least}, std::pair{least, most}}) {
        const auto document = json::parse("{\"when\":" + when + ",\"date\":" + date + "}");
        REQUIRE(document);
        const auto look = cloud::look_from(*document);
        REQUIRE(look.date);
        CHECK(std::chrono::abs(look.when - *look.date) == milliseconds{253'402'300'799'999});

        Given given;
        given.past = "{\"time\":" + when + ",\"cloud\":true,\"licence\":true}";
        given.looks.push_back(silent(Rung::connection, Part::licence, "licence.example:443"));
        CHECK_FALSE(given.ids().empty());
    }
}

TEST_CASE("cloud: authorities that cannot be read are told, and it is asked without") {
    FakeWorld fake;
    fake.scope.cloud.endpoints.clear();
    fake.scope.cloud.control_name.clear();
    fake.scope.cloud.controls.clear();
    fake.scope.cloud.licence_server = "127.0.0.1:1";
    fake.scope.cloud.ca_file = "/srv/ca.pem";
    fake.paths.silent = {"/srv"};

    const auto seen = examine(collectors::cloud, fake);

    REQUIRE(seen.finding("cloud.setting"));
    CHECK(seen.finding("cloud.setting")->parameters.at("reason") ==
          "cloud.ca_file: /srv/ca.pem did not answer");
}
