// SPDX-License-Identifier: Apache-2.0
// Which cause findings speak of, how sure that is, and what is said where there is none.
#include "agent/report/triage/triage.hpp"

#include <doctest/doctest.h>

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

using Names = std::vector<std::string>;

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

}  // namespace
}  // namespace diag::report
