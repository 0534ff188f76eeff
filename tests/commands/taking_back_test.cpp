// SPDX-License-Identifier: Apache-2.0
// A reading that failed ends what rests on an earlier one, and says so where an installer's
// question finds it without reading.
#include "agent/commands/taking_back.hpp"

#include <doctest/doctest.h>

#include "agent/ledger/ledger.hpp"
#include "agent/ledger/newest.hpp"
#include "agent/upgrade/proofs.hpp"
#include "agent/upgrade/taken_back.hpp"
#include "tests/scratch.hpp"
#include "tests/upgrade/sample.hpp"

using namespace diag;
using namespace diag::test;

namespace {

struct Kept {
    Scratch scratch;
    std::filesystem::path state = scratch.path() / "state";
    upgrade::Permit permit = sample_permit();

    Kept() { REQUIRE(upgrade::keep_proof(state, {permit.backup, ""})); }

    bool proven() const {
        return upgrade::proof_on_record(state, permit.backup.file.path).has_value();
    }
    /// Whether the ledger ends this permit.
    bool ended(const upgrade::Permit& asked) const {
        const auto book = ledger::Book::at(ledger::directory_in(state));
        bool found = false;
        if (book)
            CHECK(ledger::each_newest(*book, [&](const ledger::Entry& entry) {
                found |= entry.kind == ledger::Kind::permit &&
                         upgrade::takes_back(json::value(entry.data), asked);
                return true;
            }));
        return found;
    }
};

}  // namespace

TEST_CASE("taking back: a failed reading removes the proof and ends its permits on the ledger") {
    const Kept kept;
    CHECK_FALSE(kept.ended(kept.permit));
    commands::take_back_proofs_of(kept.state, kept.permit.backup.file.path, "a read error");
    CHECK_FALSE(kept.proven());
    CHECK(kept.ended(kept.permit));
}

TEST_CASE("taking back: of what was never proven nothing is recorded") {
    const Kept kept;
    commands::take_back_proofs_of(kept.state, "/backups/other.tgz", "a read error");
    CHECK(kept.proven());
    CHECK_FALSE(std::filesystem::exists(ledger::directory_in(kept.state)));
}

TEST_CASE("taking back: what was proven of other bytes stays") {
    const Kept kept;
    auto altered = kept.permit;
    altered.backup.sha256 = std::string(64, '0');
    commands::take_back_proof(kept.state, altered.backup.file.path, altered.backup.sha256, "x");
    CHECK(kept.proven());
    CHECK(kept.ended(altered));
    CHECK_FALSE(kept.ended(kept.permit));
}

TEST_CASE("taking back: only what the disk or the mount refused speaks against a backup") {
    CHECK(commands::was_unreadable({Fault::io, "x"}));
    CHECK(commands::was_unreadable({Fault::timed_out, "x"}));
    CHECK_FALSE(commands::was_unreadable({Fault::absent, "x"}));
    CHECK_FALSE(commands::was_unreadable({Fault::denied, "x"}));
}
