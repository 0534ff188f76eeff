// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include <limits>

#include "collectors/catalog.hpp"
#include "collectors/cloud/ask.hpp"
#include "collectors/cloud/judge.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test;
using cloud::Look;
using cloud::Part;
using cloud::State;

namespace {

const Time now{std::chrono::seconds{1'795'464'000}};  // 2026-11-23T20:00:00Z
constexpr int self_signed_in_chain = 19;              // X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN

/// An interface that answers well, by a chain that the system believes.
Look well(const std::string& place = "covi.real.com:443") {
    Look look{.part = Part::endpoint, .place = place, .when = now, .date = now};
    look.reach.rung = Rung::whole;
    look.reach.status = 404;
    look.reach.total = milliseconds{120};
    look.reach.names_host = true;
    look.reach.chain = {{.name = "*.real.com",
                         .issuer = "DigiCert TLS RSA SHA256 2020 CA1",
                         .issuer_organisation = "DigiCert Inc",
                         .fingerprint = "ab",
                         .not_before = now - std::chrono::days{100},
                         .not_after = now + std::chrono::days{100}}};
    return look;
}

Look silent(Rung rung, Part part = Part::endpoint, const std::string& place = "covi.real.com:443") {
    Look look{.part = part, .place = place, .when = now};
    look.reach.rung = rung;
    look.reach.failed = Error{Fault::timed_out, "no answer within 5000 ms"};
    return look;
}

Look whole(Part part) {
    Look look{.part = part, .place = "1.1.1.1:443"};
    look.reach.rung = Rung::whole;
    return look;
}

State state(const std::vector<Look>& looks) { return cloud::state_of(looks, {}, true); }

struct Given {
    std::vector<Look> looks{well()};
    std::string past = R"({"time":1795460000,"cloud":true,"licence":true})";
    bool licence_configured = true, has_store = true;
    std::vector<std::string> issuers;
    Thresholds thresholds;

    Judgement judged() const {
        json::array all, expected;
        for (const auto& look : looks) all.push_back(to_json(look));
        for (const auto& each : issuers) expected.emplace_back(each);
        Evidence evidence;
        evidence.emplace("time", std::to_string(now.time_since_epoch().count()));
        evidence.emplace("looks", json::write(all));
        evidence.emplace("past_reached", past);
        evidence.emplace("settings", json::write({{"licence_configured", licence_configured},
                                                  {"has_store", has_store},
                                                  {"issuers", std::move(expected)}}));
        return collectors::cloud.judge(evidence, thresholds);
    }
    std::vector<std::string> ids() const {
        std::vector<std::string> ids;
        for (const auto& each : judged().findings) ids.push_back(each.id);
        return ids;
    }
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("cloud: one that answers, and whom the system believes, gives no finding") {
    CHECK(Given{}.ids().empty());
}

TEST_CASE("cloud: only a silence beside which others answer is the cloud's") {
    const auto down = silent(Rung::connection);

    CHECK(state({down, whole(Part::control)}) == State::down);
    CHECK(state({down, silent(Rung::connection, Part::control)}) == State::network);
    CHECK(state({down}) == State::unknown);
    CHECK(state({}) == State::unknown);
}

TEST_CASE("cloud: a name that is not found is never the cloud's fault") {
    const auto lost = silent(Rung::name);

    CHECK(state({lost, whole(Part::control), whole(Part::control_name)}) == State::unknown);
    CHECK(state({lost, whole(Part::control), silent(Rung::name, Part::control_name)}) ==
          State::dns);
    CHECK(state({lost, well("cvos.real.com:443")}) == State::up);
    CHECK(state({lost, silent(Rung::connection, Part::control)}) == State::network);
}

TEST_CASE("cloud: an error of its own is as bad as silence, and a page that is not there is well") {
    auto failing = well();
    failing.reach.status = 503;

    CHECK(state({failing, whole(Part::control)}) == State::down);
    CHECK(state({well()}) == State::up);
}

TEST_CASE("cloud: some interfaces silent while others answer is told apart from an outage") {
    CHECK(state({well(), silent(Rung::tls, Part::endpoint, "cvos.real.com:443")}) ==
          State::partial);
}

TEST_CASE("cloud: a proxy that lets nobody through is the site's, one that blames others is not") {
    auto refused = silent(Rung::proxy), blames = silent(Rung::proxy);
    refused.reach.proxy_status = 407;
    blames.reach.proxy_status = 504;

    auto named = whole(Part::control_name);
    named.reach.proxy_status = 200;

    CHECK(state({refused, whole(Part::control)}) == State::proxy);
    CHECK(state({silent(Rung::proxy), whole(Part::control)}) == State::proxy);
    CHECK(state({blames, whole(Part::control), named}) == State::down);
    CHECK(state({blames, whole(Part::control)}) == State::unknown);
    CHECK(state({blames, whole(Part::control), whole(Part::control_name)}) == State::unknown);
    CHECK(state({blames, silent(Rung::proxy, Part::control)}) == State::network);
}

TEST_CASE("cloud: what a middle box answers says nothing of the cloud") {
    auto box = well();
    box.reach.verdict = self_signed_in_chain;
    box.reach.status = 503;

    CHECK(state({box, whole(Part::control)}) == State::unknown);
}

TEST_CASE("cloud: silence is named by who is in the way, once the cloud was reached before") {
    Given given;
    given.looks = {silent(Rung::connection), whole(Part::control)};
    CHECK(given.ids() == Ids{"cloud.down"});
    given.looks = {silent(Rung::connection), silent(Rung::connection, Part::control)};
    CHECK(given.ids() == Ids{"cloud.site_offline"});
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

TEST_CASE("cloud: the licence server's absence is measured against what the licence tolerates") {
    Given given;
    given.looks.push_back(silent(Rung::connection, Part::licence, "licence.example:443"));
    const auto found = given.judged().findings;
    REQUIRE(found.size() == 1);
    CHECK(found[0].id == "cloud.licence_out_of_reach");
    CHECK(found[0].severity == Severity::warning);
    CHECK(found[0].parameters.at("hours") == "1");

    given.past = R"({"time":1795440000,"cloud":true,"licence":true})";
    CHECK(given.judged().findings[0].severity == Severity::critical);
    given.thresholds["cloud.licence_tolerance"] = 48;
    CHECK(given.judged().findings[0].severity == Severity::warning);
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

TEST_CASE("cloud: the gateway is found by the kernel's routes, and told by its neighbours") {
    FakeFiles files;
    files.texts["/proc/net/route"] =
        "Iface\tDestination\tGateway \tFlags\nens3\t00000000\t0102A8C0\t0003\t0\n";
    files.texts["/proc/net/arp"] =
        "IP address       HW type     Flags       HW address            Mask     Device\n"
        "192.168.2.1      0x1         0x2         52:54:00:12:34:56     *        ens3\n";
    REQUIRE(cloud::gateway(files));
    CHECK(cloud::gateway(files)->place == "192.168.2.1");
    CHECK(cloud::gateway(files)->reach.rung == Rung::whole);

    files.texts["/proc/net/arp"] = "IP\n192.168.2.1 0x1 0x0 00:00:00:00:00:00 * ens3\n";
    CHECK(cloud::gateway(files)->reach.rung == Rung::connection);
    files.texts["/proc/net/arp"] = "IP\n";
    CHECK_FALSE(cloud::gateway(files));
}

TEST_CASE("cloud: a proxy that may not have found the name proves nothing against the cloud") {
    auto lost = silent(Rung::proxy), named = whole(Part::control_name);
    named.reach.proxy_status = 200;
    for (const int status : {502, 503}) {
        lost.reach.proxy_status = status;
        CHECK(state({lost, whole(Part::control), named}) == State::unknown);
        CHECK(state({lost, whole(Part::control), silent(Rung::proxy, Part::control_name)}) ==
              State::dns);
        CHECK(state({lost, well("cvos.real.com:443")}) == State::up);
    }
    Given given;
    given.looks = {lost, well("cvos.real.com:443")};
    CHECK(given.ids().empty());
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
