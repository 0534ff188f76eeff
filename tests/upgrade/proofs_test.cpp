// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/proofs.hpp"

#include <doctest/doctest.h>

#include "platform/digest.hpp"
#include "tests/scratch.hpp"
#include "tests/upgrade/sample.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

namespace {

Proof proof() { return {sample_permit().backup, "the database does not answer"}; }

/// Of a file that was proven then.
Proof proof_of_file(const std::filesystem::path& path, Time proven) {
    auto made = proof();
    made.backup.file.path = path.native();
    made.backup.proven = proven;
    return made;
}

bool is_kept(const Scratch& scratch, const Proof& proof) {
    return proof_of(scratch.path() / "state", proof.backup.file).has_value();
}

}  // namespace

TEST_CASE("proofs: one is found again for the very file that it is of") {
    const Scratch scratch;
    REQUIRE(keep_proof(scratch.path() / "state", proof()));
    const auto found = proof_of(scratch.path() / "state", proof().backup.file);
    REQUIRE(found);
    CHECK(found->backup.sha256 == proof().backup.sha256);
    CHECK(found->backup.level == "L4");
    CHECK(found->not_compared == "the database does not answer");
}

TEST_CASE("proofs: a file that was changed since has none, whatever its time says") {
    const Scratch scratch;
    REQUIRE(keep_proof(scratch.path() / "state", proof()));
    auto marks = proof().backup.file;
    marks.changed += 1;
    CHECK_FALSE(proof_of(scratch.path() / "state", marks));
    marks = proof().backup.file;
    marks.path += "x";
    CHECK_FALSE(proof_of(scratch.path() / "state", marks));
}

TEST_CASE("proofs: what is on record of a path is told whatever lies there now") {
    const Scratch scratch;
    const auto path = proof().backup.file.path;
    CHECK_FALSE(proof_on_record(scratch.path() / "state", path));
    REQUIRE(keep_proof(scratch.path() / "state", proof()));
    REQUIRE(proof_on_record(scratch.path() / "state", path));
    CHECK(proof_on_record(scratch.path() / "state", path)->backup.sha256 == proof().backup.sha256);
}

TEST_CASE("proofs: how many images are in it is kept, and may not be told") {
    const Scratch scratch;
    auto made = proof();
    const auto kept = [&] {
        REQUIRE(keep_proof(scratch.path() / "state", made));
        return proof_of(scratch.path() / "state", made.backup.file)->backup.objects;
    };
    CHECK_FALSE(kept());
    made.backup.objects = 0;
    CHECK(kept() == 0);
    made.backup.objects = 7;
    CHECK(kept() == 7);
}

TEST_CASE("proofs: one that is taken back is gone, and taking back what is not there is fine") {
    const Scratch scratch;
    const auto path = proof().backup.file.path;
    CHECK(forget_proof(scratch.path() / "state", path));
    REQUIRE(keep_proof(scratch.path() / "state", proof()));
    CHECK(forget_proof(scratch.path() / "state", path + "x"));
    CHECK(is_kept(scratch, proof()));
    CHECK(forget_proof(scratch.path() / "state", path));
    CHECK_FALSE(is_kept(scratch, proof()));
}

TEST_CASE("proofs: a record that is cut, empty or of something else is none") {
    const Scratch scratch;
    const auto file = "state/proofs/" + sha256_hex(proof().backup.file.path) + ".json";
    for (const std::string_view text : {"", "{", "[]", "{\"backup\": 1}", "{\"backup\": {}}"}) {
        scratch.file(file, text);
        CHECK_FALSE(proof_of(scratch.path() / "state", proof().backup.file));
    }
}

TEST_CASE("proofs: past their number those go whose files are gone, the oldest first") {
    const Scratch scratch;
    const auto state = scratch.path() / "state";
    const auto there = proof_of_file(scratch.file("there", "x"), now - 5h);
    const auto first = proof_of_file("/gone/first", now - 4h);
    const auto second = proof_of_file("/gone/second", now - 3h);
    const auto third = proof_of_file("/gone/third", now - 2h);
    for (const auto& each : {third, second, first, there}) REQUIRE(keep_proof(state, each));

    forget_proofs(state, 4, now);
    CHECK(is_kept(scratch, first));
    forget_proofs(state, 3, now);
    CHECK_FALSE(is_kept(scratch, first));
    CHECK(is_kept(scratch, second));
    forget_proofs(state, 0, now);
    CHECK_FALSE(is_kept(scratch, third));
    CHECK(is_kept(scratch, there));
}

TEST_CASE("proofs: one whose disk may be unmounted is not told as gone, and stays") {
    const Scratch scratch;
    const auto state = scratch.path() / "state";
    const auto missing = (scratch.path() / "backups/a.tgz").native();
    const auto kept = proof_of_file(missing, now - 4h);
    REQUIRE(keep_proof(state, kept));
    CHECK_FALSE(is_out_of_reach(state, missing));
    const auto mount = (scratch.path() / "backups").native();
    std::filesystem::create_directory(mount);
    scratch.file("state/proofs/" + sha256_hex(missing) + ".json",
                 json::write({{"backup", to_json(kept.backup)},
                              {"not_compared", ""},
                              {"disk", {{"mount", mount}, {"device", 2049}}}}));

    CHECK(is_out_of_reach(state, missing));
    forget_proofs(state, 0, now);
    CHECK(is_kept(scratch, kept));
}

TEST_CASE("proofs: none goes by a clock that stands before it was made") {
    const Scratch scratch;
    const auto state = scratch.path() / "state";
    const auto gone = proof_of_file("/gone/first", now);
    REQUIRE(keep_proof(state, gone));

    forget_proofs(state, 0, now - 24h * 500);
    CHECK(is_kept(scratch, gone));
    forget_proofs(state, 0, now + 1ms);
    CHECK_FALSE(is_kept(scratch, gone));
}

TEST_CASE("proofs: where none was ever kept, forgetting makes nothing") {
    const Scratch scratch;
    forget_proofs(scratch.path() / "state", 0, now);
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "state"));
}
