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

TEST_CASE("proofs: a record that is cut, empty or of something else is none") {
    const Scratch scratch;
    const auto file = "state/proofs/" + sha256_hex(proof().backup.file.path) + ".json";
    for (const std::string_view text : {"", "{", "[]", "{\"backup\": 1}", "{\"backup\": {}}"}) {
        scratch.file(file, text);
        CHECK_FALSE(proof_of(scratch.path() / "state", proof().backup.file));
    }
}
