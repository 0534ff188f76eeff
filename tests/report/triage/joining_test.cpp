// SPDX-License-Identifier: Apache-2.0
// Which findings are one cause: what is said of one server, path or name, and of no other.
#include <doctest/doctest.h>

#include "agent/report/triage/triage.hpp"
#include "tests/report/triage/cases.hpp"

namespace diag::report {
namespace {

using test::causes_of;
using test::found;
using test::slow_store;
using test::story_of;
using test::triage_of;
using test::with;
using enum Severity;

TEST_CASE("triage: a slow store and a file server that must be asked again are one cause") {
    const auto story = story_of(slow_store);
    const auto triage = triage_of(story);

    REQUIRE(triage.causes.size() == 1);
    const auto& cause = triage.causes.front();
    CHECK(test::name_of(cause) == "storage.server_or_path");
    CHECK(cause.subject == "nas01");
    CHECK(cause.cause == Cause::storage);
    CHECK(cause.level == "L2");
    CHECK(cause.findings.size() == 3);
    CHECK(cause.confidence == Confidence::firm);
    CHECK(triage.others.empty());
}

TEST_CASE("triage: what happens to two file servers is two causes") {
    const auto other = std::vector{found("nfs.major_timeouts", critical, {{"server", "nas02"}}),
                                   found("nfs.delays", warning, {{"server", "nas02"}})};
    const auto story = story_of(with(slow_store, other));
    const auto triage = triage_of(story);

    REQUIRE(triage.causes.size() == 2);
    CHECK(triage.causes[0].subject == "nas02");
    CHECK(triage.causes[1].subject == "nas01");
}

TEST_CASE("triage: slowness of one server and loss to another are not joined") {
    CHECK(causes_of({found("nfs.slow", warning, {{"server", "nas01"}}),
                     found("nfs.retransmissions", warning, {{"server", "nas02"}})}) ==
          std::vector<std::string>{"nfs.slow"});
}

TEST_CASE("triage: names that were withheld neither join nor part findings") {
    const auto story = story_of({found("nfs.slow", warning, {{"server", "…"}}),
                                 found("nfs.retransmissions", warning, {{"server", "…"}})});
    const auto triage = triage_of(story);

    REQUIRE(triage.causes.size() == 1);
    CHECK(triage.causes[0].subject.empty());
}

TEST_CASE(
    "triage: findings about servers whose names were withheld are never well founded as one") {
    const auto confidence = [](const char* one, const char* other) {
        const auto story = story_of({found("nfs.slow", warning, {{"server", one}}),
                                     found("nfs.retransmissions", warning, {{"server", other}}),
                                     found("logs.slow_object_write")});
        const auto triage = triage_of(story);
        REQUIRE(triage.causes.size() == 1);
        REQUIRE(triage.causes[0].findings.size() == 3);
        return triage.causes[0].confidence;
    };
    CHECK(confidence("nas01", "nas01") == Confidence::firm);
    CHECK(confidence("…", "…") == Confidence::likely);
    CHECK(confidence("-", "-") == Confidence::likely);
    CHECK(confidence("nas01", "…") == Confidence::likely);
}

TEST_CASE("triage: a mount is of the server it comes from") {
    const auto story =
        story_of({found("nfs.server_dead", critical, {{"server", "nas01"}}),
                  found("nfs.store_silent", critical, {{"server", "nas01:/export/safr"}}),
                  found("backups.job_failed")});
    const auto triage = triage_of(story);

    REQUIRE(triage.causes.size() == 1);
    CHECK(test::name_of(triage.causes[0]) == "storage.server_gone");
    CHECK(triage.causes[0].findings.size() == 3);
}

}  // namespace
}  // namespace diag::report
