// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/integrations/sync_log.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::integrations;
using What = LineSense::What;

namespace {

const Time now{std::chrono::seconds{1'795'464'000}};  // 2026-11-23T20:00:00Z

SyncLog read(const std::string& text, const std::vector<System>& configured = {}) {
    return sync_log_in(text, TimestampReader(now), configured);
}

const std::vector<System> two_gates{{.kind = Brand::lenel, .host = "OnGuard-A.example"},
                                    {.kind = Brand::lenel, .host = "onguard-b.example"}};

/// What was said of each host of a product: "host failures/successes".
std::vector<std::string> hosts_of(const SyncLog& log, std::string_view product) {
    std::vector<std::string> all;
    for (const auto& each : log.syncs)
        if (each.product == product)
            all.push_back(each.host + " " + std::to_string(each.failures) + "/" +
                          std::to_string(each.successes));
    std::ranges::sort(all);
    return all;
}
using Hosts = std::vector<std::string>;

const Syncs& of(const SyncLog& log, std::string_view product) {
    const auto found = std::ranges::find(log.syncs, product, &Syncs::product);
    REQUIRE(found != log.syncs.end());
    return *found;
}

/// What the reader takes a line's time for, whatever this machine's zone.
Time at(const std::string& time) {
    const auto when = TimestampReader(now).read(time);
    REQUIRE(when);
    return *when;
}

Trouble trouble_of(const std::string& message) {
    const auto sense = sense_of("2026-11-23 19:00:00.120 ERROR [sync-1] c.r.Sync - " + message);
    CHECK(sense.what == What::failure);
    return sense.trouble;
}

}  // namespace

TEST_CASE("integrations: a log tells its last success, and since when it fails and why") {
    const auto log = read(test::fixture("integrations/onguard.log"));
    // Those that name the host, and those that do not.
    REQUIRE(log.syncs.size() == 2);
    const auto syncs = merged(log.syncs[0], log.syncs[1]);

    CHECK(syncs.product == "lenel");
    CHECK(syncs.successes == 2);
    CHECK(syncs.success == at("2026-11-23 18:50:04.910"));
    CHECK(syncs.failing_since == at("2026-11-23 19:00:01.333"));
    CHECK(syncs.failures_since == 2);
    CHECK(syncs.trouble == Trouble::connection);
    CHECK(syncs.brought == at("2026-11-23 18:40:04.377"));
}

TEST_CASE("integrations: a log names the systems that it connects to, and no login of theirs") {
    const auto onguard = read(test::fixture("integrations/onguard.log"));
    REQUIRE(onguard.named.size() == 1);
    CHECK(onguard.named[0].host == "onguard.acme.example");
    CHECK(onguard.named[0].port == 8080);
    CHECK(onguard.named[0].security == Security::tls);
    CHECK(onguard.named[0].discovered);

    const auto amag = read(test::fixture("integrations/amag.log"));
    REQUIRE(amag.named.size() == 1);
    CHECK(amag.named[0].kind == Brand::amag);
    CHECK(amag.named[0].host == "sql01.acme.example");
    CHECK(amag.named[0].port == 1433);
}

TEST_CASE("integrations: a SQL Server is AMAG's only where a word of AMAG's stands beside it") {
    const auto vague = read("2026-11-23 19:00:00 INFO jdbc:sqlserver://sql01.example;user=safr\n");
    REQUIRE(vague.named.size() == 1);
    CHECK(vague.named[0].kind == Brand::sqlserver);
    CHECK(title_of(vague.named[0]) == "SQL Server (sync.log)");

    const auto told = read(
        "2026-11-23 19:00:00 INFO jdbc:sqlserver://sql01.example;user=safr\n"
        "2026-11-23 19:01:00 INFO jdbc:sqlserver://sql01.example;databaseName=multiMax\n");
    REQUIRE(told.named.size() == 1);
    CHECK(told.named[0].kind == Brand::amag);
}

TEST_CASE("integrations: what was told of a SQL Server is AMAG's once it is known to be") {
    const auto log = read(
        "2026-11-23 19:00:00 ERROR sync jdbc:sqlserver://sql01.example failed\n"
        "2026-11-23 19:01:00 INFO jdbc:sqlserver://sql01.example;databaseName=multiMax\n");

    CHECK(hosts_of(log, "amag") == Hosts{"sql01.example 1/0"});
    CHECK(hosts_of(log, "sqlserver") == Hosts{});
}

TEST_CASE("integrations: a line that names a host of several is of that one alone") {
    const auto log = read(
        "2026-11-23 19:00:00 INFO OnGuard onguard-a.example: sync completed\n"
        "2026-11-23 19:01:00 ERROR OnGuard: java.net.ConnectException: Connection refused\n"
        "Caused by: connect to https://onguard-b.example:8080/api\n"
        "2026-11-23 19:02:00 ERROR sync of onguard-b.example.com and onguard-b failed\n"
        "2026-11-23 19:03:00 INFO OnGuard: sync completed\n"
        "2026-11-23 19:04:00 ERROR OnGuard-A.example and onguard-b.example: status 401\n",
        two_gates);

    CHECK(hosts_of(log, "lenel") ==
          Hosts{" 2/1", "OnGuard-A.example 0/1", "onguard-b.example 1/0"});
}

TEST_CASE("integrations: a host that is called as the product is cannot be told from its name") {
    const auto log = read("2026-11-23 19:00:00 INFO OnGuard: sync completed\n",
                          {{.kind = Brand::lenel, .host = "onguard"}, two_gates[0]});

    CHECK(hosts_of(log, "lenel") == Hosts{" 0/1"});
    CHECK(names_host("see db1.example.", "DB1.example"));
    CHECK_FALSE(names_host("see xdb1.example", "db1.example"));
    CHECK_FALSE(names_host("a db in place", "db"));
}

TEST_CASE("integrations: hosts that the log named days ago are of nobody that is asked") {
    const auto log = read(
        "2026-11-20 19:00:00 ERROR OnGuard at https://old.example:8080 failed\n"
        "2026-11-23 19:00:00 INFO OnGuard: sync completed\n");

    CHECK(log.named.empty());
    CHECK(hosts_of(log, "lenel") == Hosts{" 1/1"});
    CHECK_FALSE(of(log, "lenel").failing_since);
}

TEST_CASE("integrations: how many records a success brought is told where it says so") {
    const auto log = read(test::fixture("integrations/amag.log"));
    const auto& syncs = of(log, "amag");

    CHECK(syncs.counts);
    CHECK(syncs.brought == at("2026-11-22 08:00:00.100"));
    CHECK(syncs.success == at("2026-11-23 19:00:00.100"));
    CHECK(syncs.trouble == Trouble::rights);
}

TEST_CASE("integrations: what went wrong is told by the words of Java, SQL Server, HTTP and LDAP") {
    CHECK(trouble_of("SQLServerException: Login failed for user 'safr'. (18456)") ==
          Trouble::login);
    CHECK(trouble_of("[LDAP: error code 49 - 80090308: LdapErr]") == Trouble::login);
    CHECK(trouble_of("HTTP status 401 from OnGuard") == Trouble::login);
    CHECK(trouble_of("The EXECUTE permission was denied on the object 'x'") == Trouble::rights);
    CHECK(trouble_of("XML Open is not licensed") == Trouble::licence);
    CHECK(trouble_of("javax.net.ssl.SSLHandshakeException: PKIX path building failed") ==
          Trouble::tls);
    CHECK(trouble_of("java.net.UnknownHostException: onguard") == Trouble::name);
    CHECK(trouble_of("java.net.ConnectException: Connection refused") == Trouble::connection);
    CHECK(trouble_of("java.net.SocketTimeoutException: Read timed out") == Trouble::timeout);
    CHECK(trouble_of("multiMaxExport: stale export, last written 2026-11-01") ==
          Trouble::stale_export);
    CHECK(trouble_of("java.lang.NullPointerException") == Trouble::other);
}

TEST_CASE("integrations: a product is named by a word, not by letters within one") {
    CHECK(product_in("failed to sync badge 12: damaged image") == nullptr);
    for (const auto* line :
         {"amag: login failed", "c.r.event.amagimporter - done", "syncamag done"}) {
        CAPTURE(line);
        const auto* product = product_in(line);
        REQUIRE(product);
        CHECK(product->kind == Brand::amag);
    }
}

TEST_CASE("integrations: a count of failures that is nought is none") {
    for (const auto* line :
         {"INFO sync completed, 0 failed", "INFO synchronised 12 persons, failures: 0",
          "INFO sync done, errors=0", "INFO import of 3 people succeeded",
          "INFO sync completed: 40 persons, 0 timed out"}) {
        CAPTURE(line);
        CHECK(sense_of(line).what == What::success);
    }
    CHECK(sense_of("INFO sync completed, 2 timed out").what == What::failure);
    CHECK(sense_of("INFO sync completed, 2 failed").what == What::failure);
    CHECK(sense_of("INFO sync completed, 10 failed").what == What::failure);
    CHECK(sense_of("INFO starting sync").what == What::nothing);
    CHECK(sense_of("INFO not synchronised: nothing to do").what == What::nothing);
    CHECK(sense_of("INFO [http-1] c.r.event.sync.Synchroniser - waiting").what == What::nothing);
}

TEST_CASE("integrations: a stack trace belongs to the failure above it, and is none of its own") {
    const auto log = read(
        "2026-11-23 19:00:00 INFO sync with OnGuard completed\n"
        "Caused by: java.net.ConnectException: Connection refused\n");

    CHECK(of(log, "lenel").failures == 0);
    CHECK(log.lines == 2);
}

TEST_CASE("integrations: a success ends what failed before it") {
    const auto log = read(
        "2026-11-23 19:00:00 ERROR OnGuard: HTTP status 401\n"
        "2026-11-23 19:10:00 INFO OnGuard: sync completed\n");

    CHECK_FALSE(of(log, "lenel").failing_since);
    CHECK(of(log, "lenel").trouble == Trouble::other);
}

TEST_CASE("integrations: hosts of this machine, of yesterday and of nobody are not asked") {
    const auto log = read(
        "2026-11-20 19:00:00 INFO ldap://old.example:389\n"
        "2026-11-23 19:00:00 INFO ldap://localhost:389 and http://docs.example/sync\n"
        "2026-11-23 19:01:00 INFO OnGuard at https://[fd00::1]:8080/api, ldaps://dc1.example\n");

    REQUIRE(log.named.size() == 2);
    CHECK(log.named[0].host == "fd00::1");
    CHECK(log.named[1].host == "dc1.example");
}

TEST_CASE("integrations: evidence of a log holds no line of it, and reads back as it was") {
    const auto log =
        read(test::fixture("integrations/onguard.log") + test::fixture("integrations/amag.log"));
    const auto text = json::write(to_json(log));

    for (const auto* word : {"safr-sync", "s3cr3t", "CardInfo", "Client.java", "8080", "/api"})
        CHECK(text.find(word) == text.npos);
    // A host stands in the field that redaction knows one by.
    CHECK(text.find(R"("host":"onguard.acme.example")") != text.npos);
    const auto document = json::parse(text);
    REQUIRE(document);
    CHECK(json::write(to_json(sync_log_from(*document))) == text);
}
