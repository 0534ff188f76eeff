// SPDX-License-Identifier: Apache-2.0
// Which backups are proven, and are they what was proven?
#include <doctest.h>

#include "tests/collectors/backups_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::backed_up;
using namespace std::chrono_literals;

namespace {

std::string rollback(const Seen& seen, const std::string& what) {
    return fact_of(seen.judgement, "backups.rollback_" + what);
}

}  // namespace

TEST_CASE("backups: where none is proven to L3 that is a warning, whatever the record says") {
    auto world = server();
    auto& proof = world.scope.proofs.front();
    proof.sound = "L2";
    const auto low = examine(subject, world);
    REQUIRE(low.finding("backups.not_proven"));
    CHECK(low.finding("backups.not_proven")->severity == Severity::warning);
    CHECK(low.finding("backups.not_proven")->parameters.at("level") == "L2");
    CHECK(rollback(low, "backup") == "none");

    world.scope.proofs.clear();
    const auto none = examine(subject, world);
    REQUIRE(none.finding("backups.not_proven"));
    CHECK(none.finding("backups.not_proven")->parameters.at("level") == "-");
    CHECK(none.finding("backups.not_proven")->parameters.at("record") == "none");
}

TEST_CASE("backups: the newest that was read and does not hold is critical, not merely unproven") {
    auto world = server();
    auto& proof = world.scope.proofs.front();
    proof.failed = "L3";
    proof.failed_at = world.clock.time - 1h;
    for (const auto* sound : {"L2", "L4"}) {
        CAPTURE(sound);
        proof.sound = sound;
        const auto seen = examine(subject, world);
        REQUIRE(seen.finding("backups.does_not_hold"));
        CHECK(seen.finding("backups.does_not_hold")->severity == Severity::critical);
        CHECK(seen.finding("backups.does_not_hold")->parameters.at("level") == "L3");
        CHECK_FALSE(seen.finding("backups.not_proven"));
        CHECK(rollback(seen, "backup") == "none");
    }
}

TEST_CASE("backups: a file that was empty when it was read and filled since is no changed one") {
    auto world = server();
    auto& proof = world.scope.proofs.front();
    proof.bytes = 0;
    proof.level = proof.sound = "";
    proof.failed = "L0";

    const auto seen = examine(subject, world);

    CHECK_FALSE(seen.finding("backups.changed_since_proof"));
    CHECK_FALSE(seen.finding("backups.does_not_hold"));
    CHECK(seen.finding("backups.not_proven"));
}

TEST_CASE("backups: an age that did not hold takes nothing from what is proven of its bytes") {
    auto world = server();
    world.scope.proofs.front().level = "L0";

    const auto seen = examine(subject, world);

    CHECK(seen.judgement.findings.empty());
    CHECK(rollback(seen, "level") == "L4");
}

TEST_CASE("backups: where the proven one is not the newest, that is said") {
    auto world = server();
    world.scope.proofs = {proof_for(files_in(world).at(4), world.clock.time)};

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("backups.proof_outdated"));
    CHECK(seen.finding("backups.proof_outdated")->severity == Severity::info);
    CHECK(
        seen.finding("backups.proof_outdated")->parameters.at("proven").ends_with("21-020000.tgz"));
    CHECK_FALSE(seen.finding("backups.not_proven"));
    CHECK(rollback(seen, "backup").ends_with("21-020000.tgz"));
}

TEST_CASE("backups: a dated backup of another size or time than the proven one is critical") {
    auto world = server();
    world.scope.proofs.front().bytes += 1;
    const auto size = examine(subject, world);
    REQUIRE(size.finding("backups.changed_since_proof"));
    CHECK(size.finding("backups.changed_since_proof")->severity == Severity::critical);
    const auto& told = size.finding("backups.changed_since_proof")->parameters;
    CHECK(told.at("was") != told.at("is"));
    // It says why already.
    CHECK_FALSE(size.finding("backups.not_proven"));
    CHECK(rollback(size, "backup") == "none");

    world.scope.proofs.front().bytes -= 1;
    world.scope.proofs.front().modified += 1ms;
    CHECK(examine(subject, world).finding("backups.changed_since_proof"));
}

TEST_CASE("backups: another inode alone is another file, neither proven nor changed") {
    auto world = server();
    world.scope.proofs.front().inode += 1;

    const auto seen = examine(subject, world);

    CHECK_FALSE(seen.finding("backups.changed_since_proof"));
    CHECK(seen.finding("backups.not_proven"));
}

TEST_CASE("backups: a name without a date is given to each new backup, that is no change") {
    auto world = server();
    world.files.texts["/etc/cron.d/safr"] =
        "0 2 * * * root mongodump --archive=" + share + "/safr.archive\n";
    files_in(world) = {backup_file("safr.archive", gib, world.clock.time - 17h)};
    auto proof = proof_for(files_in(world).front(), world.clock.time - 24h);
    proof.modified -= 24h;
    world.scope.proofs = {proof};

    const auto seen = examine(subject, world);

    CHECK_FALSE(seen.finding("backups.changed_since_proof"));
    CHECK(seen.finding("backups.not_proven"));
}

TEST_CASE(
    "backups: bytes that were found to be others are critical, though size and time are not") {
    auto world = server();
    world.scope.proofs.front().altered = world.clock.time - 1h;

    const auto seen = examine(subject, world);

    REQUIRE(seen.finding("backups.bytes_changed"));
    CHECK(seen.finding("backups.bytes_changed")->severity == Severity::critical);
    CHECK(rollback(seen, "backup") == "none");
}

TEST_CASE("backups: a proof of a link's path is of the file behind it") {
    auto world = server();
    world.scope.proofs.front().path = "/b/SAFR-backup-20261123-020000.tgz";
    CHECK(examine(subject, world).judgement.findings.empty());
    world.scope.proofs.front().path = "/b/other.tgz";
    CHECK(examine(subject, world).finding("backups.not_proven"));
}

TEST_CASE(
    "backups: nothing is said of proofs where they were not looked up, or a place is silent") {
    auto world = server();
    world.scope.proofs.clear();
    auto seen = examine(subject, world);
    auto run = json::parse(*seen.evidence.at("run"));
    REQUIRE(run);
    run->as_object().erase("proofs");
    seen.evidence.insert_or_assign("run", json::write(*run));
    seen.judgement = subject.judge(seen.evidence, {});
    CHECK_FALSE(seen.finding("backups.not_proven"));
    CHECK(rollback(seen, "backup") == "not told");

    world.paths.resolutions.insert_or_assign(world.scope.backup_root,
                                             Error{Fault::timed_out, "no answer"});
    CHECK_FALSE(examine(subject, world).finding("backups.not_proven"));
}

TEST_CASE("backups: only the proofs of files that were found become evidence") {
    auto world = server();
    auto gone = world.scope.proofs.front();
    gone.path = share + "/SAFR-backup-20261101-020000.tgz";
    gone.inode = 5;
    world.scope.proofs.push_back(gone);

    const auto seen = examine(subject, world);

    CHECK(seen.evidence.contains("proof.1"));
    CHECK_FALSE(seen.evidence.contains("proof.2"));
}
