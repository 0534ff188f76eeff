// SPDX-License-Identifier: Apache-2.0
#include "sample.hpp"

using namespace diag;
using namespace diag::test;

TEST_CASE("desk store: an upload is found by its id, and by agent and bundle") {
    Memory memory;
    REQUIRE(memory.store.receipts->begin(upload("u1", "b1")));
    memory.reopen();

    const auto by_id = memory.store.receipts->upload("u1");
    const auto by_bundle = memory.store.receipts->upload_of("agent-1", "b1");

    REQUIRE((by_id && by_bundle));
    CHECK((by_bundle->id == "u1" && by_id->size == 1ull << 40 && by_id->touched == noon));
    CHECK(fault_of(memory.store.receipts->upload("u2")) == Fault::absent);
    CHECK(fault_of(memory.store.receipts->upload_of("agent-2", "b1")) == Fault::absent);
}

TEST_CASE("desk store: one upload of a bundle is under way for an agent") {
    Memory memory;
    REQUIRE(memory.store.receipts->begin(upload("u1", "b1")));
    auto elsewhere = upload("u3", "b1");
    elsewhere.agent = "agent-2";

    CHECK(fault_of(memory.store.receipts->begin(upload("u2", "b1"))) == Fault::refused);
    CHECK(memory.store.receipts->begin(elsewhere));

    CHECK(memory.store.receipts->upload_of("agent-1", "b1")->id == "u1");
}

TEST_CASE("desk store: uploads are listed oldest first, of one agent or of all") {
    Memory memory;
    auto young = upload("u1", "b1");
    young.begun = noon + day;
    auto elsewhere = upload("u2", "b1");
    elsewhere.agent = "agent-2";
    for (const auto& each : {young, elsewhere, upload("u3", "b2")})
        REQUIRE(memory.store.receipts->begin(each));

    const auto all = memory.store.receipts->uploads("");
    const auto ours = memory.store.receipts->uploads("agent-1");

    REQUIRE((all && ours));
    CHECK((all->size() == 3 && all->back().id == "u1"));
    CHECK((ours->size() == 2 && ours->front().id == "u3"));
}

TEST_CASE("desk store: an upload is touched while it is there, and dropped once and for all") {
    Memory memory;
    REQUIRE(memory.store.receipts->begin(upload("u1", "b1")));

    REQUIRE(memory.store.receipts->touch("u1", noon + day));
    CHECK(memory.store.receipts->upload("u1")->touched == noon + day);
    REQUIRE(memory.store.receipts->drop("u1"));

    CHECK(memory.store.receipts->drop("u1"));
    CHECK(fault_of(memory.store.receipts->touch("u1", noon)) == Fault::absent);
    CHECK(memory.store.receipts->begin(upload("u2", "b1")));
}

TEST_CASE("desk store: an upload becomes a bundle, and coming again changes nothing") {
    Memory memory;
    REQUIRE(memory.store.receipts->begin(upload("u1", "019ab3c4")));
    auto late = bundle("019ab3c4");
    late.arrived = noon + day;

    REQUIRE(memory.store.bundles->arrived(bundle("019ab3c4"), "u1"));
    REQUIRE(memory.store.bundles->arrived(late, "u1"));

    memory.reopen();
    const auto there = memory.store.bundles->bundle("019ab3", "");
    REQUIRE(there);
    CHECK((there->arrived == noon && there->bytes == 1000 && there->signed_at == noon - day));
    CHECK((there->site == "North" && there->request == "r" && there->case_number == "4711"));
    CHECK(memory.store.receipts->uploads("")->empty());
}

TEST_CASE("desk store: another file under a bundle's id is refused, and its upload stays") {
    Memory memory;
    REQUIRE(memory.store.bundles->arrived(bundle("019ab3c4"), ""));
    REQUIRE(memory.store.receipts->begin(upload("u1", "019ab3c4")));
    auto other = bundle("019ab3c4");
    other.sha256 = std::string(64, 'f');

    CHECK(fault_of(memory.store.bundles->arrived(other, "u1")) == Fault::refused);

    CHECK(memory.store.receipts->upload("u1"));
    CHECK(memory.store.bundles->bundle("019ab3c4", "")->sha256 == std::string(64, 'a'));
}

TEST_CASE("desk store: where two agents sent one id, whose is meant must be said") {
    Memory memory;
    auto& bundles = *memory.store.bundles;
    for (const auto& each : {bundle("019ab3c4"), bundle("019ab3c4", "agent-2"), bundle("019ab3d5")})
        REQUIRE(bundles.arrived(each, ""));

    const auto unclear = bundles.bundle("019ab3c4", "");

    CHECK(fault_of(unclear) == Fault::refused);
    CHECK(unclear.error().what.find("agent-1 and agent-2") != std::string::npos);
    CHECK(bundles.bundle("019ab3c", "agent-2")->agent == "agent-2");
    CHECK(bundles.bundle("019ab3d", "")->id == "019ab3d5");
    CHECK(fault_of(bundles.bundle("019ab3", "")) == Fault::absent);
    CHECK(fault_of(bundles.bundle("019ab3d5", "agent-2")) == Fault::absent);
    CHECK(fault_of(bundles.bundle("019a", "")) == Fault::absent);
}

TEST_CASE("desk store: bundles are listed newest first, and an agent's bytes are counted") {
    Memory memory;
    auto& bundles = *memory.store.bundles;
    auto young = bundle("019ab3d5");
    young.arrived = noon + day;
    young.bytes = 1ull << 40;
    for (const auto& each : {bundle("019ab3c4"), young, bundle("019ab3e6", "agent-2")})
        REQUIRE(bundles.arrived(each, ""));

    CHECK(bundles.bundles("", 2)->front().id == "019ab3d5");
    CHECK(bundles.bundles("", 2)->size() == 2);
    CHECK(bundles.bundles("agent-2", 9)->size() == 1);
    CHECK(*bundles.bytes_since("agent-1", noon) == (1ull << 40) + 1000);
    CHECK(*bundles.bytes_since("agent-1", noon + milliseconds{1}) == 1ull << 40);
    CHECK(*bundles.bytes_since("nobody", noon) == 0);
}
