// SPDX-License-Identifier: Apache-2.0
#include "agent/report/triage/triage.hpp"

#include <algorithm>
#include <random>
#include <set>

#include "tests/report/sample.hpp"
#include "tests/report/triage/cases.hpp"

namespace diag::report {
namespace {

using test::causes_of;
using test::found;
using test::story_of;
using test::triage_of;
using enum Severity;

using Names = std::vector<std::string>;

const std::vector<Finding> slow_store{
    found("nfs.retransmissions", warning, {{"server", "nas01"}, {"count", "90"}}),
    found("nfs.slow", warning, {{"server", "nas01"}}), found("logs.slow_object_write")};

std::vector<Finding> with(std::vector<Finding> findings, const std::vector<Finding>& more) {
    findings.insert(findings.end(), more.begin(), more.end());
    return findings;
}

/// Some findings of the catalogue, any severity, some about the same things.
std::vector<Finding> some_findings(std::mt19937& random) {
    static const auto ids = Knowledge::builtin().finding_ids();
    std::vector<Finding> findings;
    const auto count = random() % 25;
    for (std::size_t i = 0; i < count; ++i)
        findings.push_back(found(ids[random() % ids.size()], static_cast<Severity>(random() % 4),
                                 {{"server", "nas0" + std::to_string(random() % 2)},
                                  {"mount", "/srv/" + std::to_string(random() % 2)},
                                  {"count", std::to_string(random() % 5)}}));
    return findings;
}

/// All that triage says, as text that can be compared.
std::string told(const Triage& triage) {
    std::string text(name_of(triage.outcome));
    const auto list = [&](const std::vector<Ranked>& findings) {
        for (const auto& each : findings) {
            text += " " + each.finding->id;
            for (const auto& [name, value] : each.finding->parameters) text += "," + value;
        }
    };
    for (const auto& suspect : triage.causes) {
        text += "\n" + test::name_of(suspect) + "@" + suspect.subject + " " +
                std::string(name_of(suspect.confidence)) + ":";
        list(suspect.findings);
    }
    text += "\n-:";
    list(triage.others);
    return text;
}

}  // namespace

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
          Names{"nfs.slow"});
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

TEST_CASE("triage: causes of a site are found by what belongs together") {
    const std::vector<std::pair<std::string, std::vector<Finding>>> cases{
        {"storage.disk_full",
         {found("disk.space_critical", critical), found("mongo.not_running", critical),
          found("backups.job_failed"), found("logs.no_space", critical)}},
        {"storage.not_mounted",
         {found("nfs.not_mounted", critical, {{"point", "/srv/nas"}}),
          found("nfs.folder_missing", critical, {{"point", "/srv/nas"}}),
          found("backups.schedule_failed")}},
        {"storage.disk_dying",
         {found("disk.smart_failing", critical), found("system.io_errors", critical)}},
        {"storage.file_system",
         {found("system.remounted_read_only", critical), found("services.down", critical)}},
        {"database.slow_disk", {found("mongo.lag"), found("disk.latency_database")}},
        {"database.node_gone",
         {found("services.node_unreachable"), found("mongo.member_down", critical),
          found("mongo.no_spare")}},
        {"database.no_primary",
         {found("mongo.no_primary", critical), found("services.failing", critical)}},
        {"database.stopped",
         {found("mongo.not_running", critical), found("services.failing", critical)}},
        {"host.out_of_memory",
         {found("system.oom_kills", critical), found("services.restarted"),
          found("system.swapping")}},
        {"host.clock", {found("system.clock_offset"), found("cameras.onvif_login")}},
        {"host.clock_far_off",
         {found("system.clock_wrong", critical), found("services.certificate_expired", critical),
          found("logs.tls_expired")}},
        {"host.overloaded", {found("system.cpu_busy"), found("services.slow")}},
        {"host.outgrown",
         {found("capacity.cameras_over", warning, {{"cameras", "31"}}),
          found("capacity.grow_first", warning, {{"part", "SAFR Server"}}),
          found("system.cpu_busy"), found("system.load_high")}},
        {"storage.outgrown",
         {found("capacity.drive_full", critical, {{"mount", "/srv"}}),
          found("capacity.grow_first", warning, {{"part", "/srv"}}),
          found("disk.space_low", warning, {{"mount", "/srv"}})}},
        {"storage.scanned",
         {found("capacity.scanner_reads", warning, {{"scanner", "ClamAV"}}),
          found("logs.slow_object_write"), found("disk.busy")}},
        {"storage.hard_disk",
         {found("capacity.database_on_hdd", warning, {{"mount", "/srv"}}),
          found("disk.latency_database")}},
        {"cameras.switch", {found("cameras.network_down", critical, {{"network", "10.1.2"}})}},
        {"cameras.several", {found("cameras.timed_out", warning, {{"count", "7"}})}},
        {"cameras.one", {found("cameras.timed_out", warning, {{"count", "1"}})}},
        {"cameras.passwords", {found("cameras.wrong_login", warning, {{"count", "12"}})}},
        {"cameras.password", {found("cameras.wrong_login", warning, {{"count", "1"}})}},
        {"software.half_upgraded",
         {found("services.version_uneven"), found("services.unit_restarting", critical)}},
        {"software.certificate_expired",
         {found("services.certificate_expired", critical), found("logs.tls_expired")}},
        {"software.crash", {found("logs.jvm_crash", critical), found("services.restarted")}},
        {"software.mail", {found("logs.mail_login"), found("logs.mail_not_sent")}},
    };
    for (const auto& [cause, findings] : cases) {
        CAPTURE(cause);
        const auto story = story_of(findings);
        const auto triage = triage_of(story);
        REQUIRE(triage.causes.size() == 1);
        CHECK(test::name_of(triage.causes[0]) == cause);
        CHECK(triage.others.empty());
    }
}

TEST_CASE("triage: of two independent causes both are named, the graver first") {
    const auto mail = std::vector{found("logs.mail_login"), found("logs.mail_not_sent")};
    const auto full =
        std::vector{found("disk.space_critical", critical), found("backups.job_failed")};

    CHECK(causes_of(with(mail, full)) == Names{"storage.disk_full", "software.mail"});
    CHECK(causes_of(with(mail, {found("disk.raid_inactive", critical)})) ==
          Names{"disk.raid_inactive", "software.mail"});
}

TEST_CASE("triage: a symptom that a greater cause explains is no cause of its own") {
    CHECK(causes_of({found("disk.space_critical", critical), found("mongo.not_running", critical),
                     found("services.failing", critical), found("logs.mongo_unreachable")}) ==
          Names{"storage.disk_full"});
}

TEST_CASE("triage: a crash that a lack of memory explains is not SAFR's") {
    CHECK(causes_of({found("logs.jvm_crash", critical), found("services.restarted"),
                     found("system.oom_kills", critical)})[0] == "host.out_of_memory");
}

TEST_CASE("triage: where no rule fits, the gravest finding speaks for itself, the lowest first") {
    const auto story = story_of({found("services.tls_old"), found("mongo.votes_even"),
                                 found("system.cpu_throttled"), found("disk.hot", info)});
    const auto triage = triage_of(story);

    REQUIRE(triage.causes.size() == 1);
    CHECK(triage.causes[0].findings[0].finding->id == "system.cpu_throttled");
    CHECK(triage.causes[0].cause == Cause::host);
    CHECK(triage.causes[0].level == "L2");
    CHECK(triage.causes[0].confidence == Confidence::single);
    CHECK(triage.others.size() == 3);
}

TEST_CASE("triage: a finding the catalogue lacks is a cause without level") {
    const auto story = story_of({found("disk.novel", critical)});
    const auto triage = triage_of(story);

    REQUIRE(triage.causes.size() == 1);
    CHECK(triage.causes[0].level.empty());
}

TEST_CASE("triage: nothing wrong, nothing to tell and nothing examined are told apart") {
    using enum Triage::Outcome;
    auto story = story_of({found("disk.history_short", info)});
    CHECK(triage_of(story).outcome == nothing_wrong);
    story.chapters[0].outcome.ending = exchange::Ending::timed_out;
    CHECK(triage_of(story).outcome == could_not_tell);
    story = story_of({found("disk.mounts_unknown", unknown)});
    CHECK(triage_of(story).outcome == could_not_tell);
    CHECK(triage_of(Story{}).outcome == nothing_examined);
    CHECK(triage_of(story_of(slow_store)).outcome == cause);
}

TEST_CASE("triage: a cause is less sure where a collector that knows more did not finish") {
    auto story = story_of(slow_store);
    story.chapters[1].outcome.ending = exchange::Ending::killed;
    CHECK(triage_of(story).causes[0].confidence == Confidence::likely);
    CHECK(triage_of(story_of({slow_store[0], slow_store[1]})).causes[0].confidence ==
          Confidence::likely);
}

TEST_CASE("triage: whatever was found, the order of findings does not matter and none is lost") {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        auto findings = some_findings(random);
        const auto story = story_of(findings);
        const auto triage = triage_of(story);

        std::set<const Finding*> seen;
        const auto take = [&](const std::vector<Ranked>& list) {
            for (const auto& each : list) CHECK(seen.insert(each.finding).second);
        };
        for (const auto& suspect : triage.causes) take(suspect.findings);
        take(triage.others);
        CHECK(seen.size() == findings.size());

        std::ranges::shuffle(findings, random);
        const auto other = story_of(findings);
        CHECK(told(triage) == told(triage_of(other)));
    }
}

TEST_CASE("triage: whatever was found, causes stand worst first") {
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        const auto story = story_of(some_findings(random));
        const auto triage = triage_of(story);
        CHECK(std::ranges::is_sorted(triage.causes, std::greater{}, &Suspect::severity));
        const auto blocks = blocks_of(triage);
        CHECK(std::ranges::is_sorted(blocks, std::greater{}, [](const Block& block) {
            return block.findings.front().finding->severity;
        }));
    }
}

TEST_CASE("triage: a finding that no rule knows does not change what rules say") {
    std::mt19937 random(13);
    for (int round = 0; round < 300; ++round) {
        const auto findings = some_findings(random);
        const auto by_rules = [](const std::vector<Finding>& all) {
            Names names;
            const auto story = story_of(all);
            const auto triage = triage_of(story);
            for (const auto& suspect : triage.causes)
                if (suspect.rule) names.push_back(suspect.rule->id + suspect.subject);
            return names;
        };
        const auto severity = static_cast<Severity>(random() % 4);
        CHECK(by_rules(findings) == by_rules(with(findings, {found("agent.novel", severity)})));
    }
}

TEST_CASE("triage: an unrelated warning does not change the cause") {
    const auto before = causes_of(slow_store);
    for (const auto* id : {"system.thp_always", "mongo.votes_even", "backups.no_copy_elsewhere"})
        CHECK(causes_of(with(slow_store, {found(id)})) == before);
}

TEST_CASE("triage: a forged bundle of many findings takes no long time") {
    std::vector<Finding> many;
    for (int i = 0; i < 20'000; ++i)
        many.push_back(found(i % 2 == 0 ? "nfs.slow" : "nfs.retransmissions", critical,
                             {{"server", "nas" + std::to_string(i / 2)}}));
    const auto story = story_of(many);
    const auto begun = std::chrono::steady_clock::now();
    const auto triage = triage_of(story);

    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{5});
    CHECK(triage.causes.size() == 16);
}

}  // namespace diag::report
