// SPDX-License-Identifier: Apache-2.0
#include "agent/consent/asked.hpp"

#include <doctest/doctest.h>

#include "tests/consent/desk.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::consent;

namespace {

struct Reception {
    Scratch scratch;
    Desk desk;
    Result<AskedRequests> asked = AskedRequests::open(scratch.path());

    Admitted came(Time at = now) {
        auto request = desk.request();
        request.id = uuid_v7(at);
        const auto document = signed_by(desk.engineer, request);
        auto admitted = admit(document, desk.trust(), rules(), now);
        REQUIRE(admitted);
        REQUIRE(asked);
        REQUIRE(asked->add(document, *admitted, at));
        return *admitted;
    }
};

}  // namespace

TEST_CASE(
    "asked: a request waits, is granted, runs and is done, and its document stays as it came") {
    Reception site;
    const auto admitted = site.came();
    const auto& id = admitted.request.id;
    CHECK(site.asked->get(id, now)->stage == Stage::waiting);
    REQUIRE(site.asked->change(id, {Stage::waiting}, {Stage::granted, "Eve"}, now));
    REQUIRE(site.asked->change(id, {Stage::granted}, {Stage::running, "safr-diag"}, now));
    const auto done =
        site.asked->change(id, {Stage::running}, {Stage::done, "safr-diag", {}, "a bundle"}, now);
    REQUIRE(done);
    CHECK(done->bundle == "a bundle");
    CHECK(site.asked->get(id, now)->granted_by == "Eve");
    CHECK(site.asked->get(id, now)->granted == now);
    CHECK(sha256_hex(*site.asked->document(id)) == admitted.sha256);
}

TEST_CASE("asked: a stage is left once, and the second to try hears where it stands") {
    Reception site;
    const auto id = site.came().request.id;
    REQUIRE(site.asked->change(id, {Stage::waiting}, {Stage::declined, "Eve", "not today"}, now));
    const auto late = site.asked->change(id, {Stage::waiting}, {Stage::granted, "Mallory"}, now);
    REQUIRE_FALSE(late);
    CHECK(late.error().what.find("declined: not today") != std::string::npos);
}

TEST_CASE("asked: silence declines, also what was granted and never run") {
    Reception site;
    const auto waiting = site.came(now).request.id;
    const auto granted = site.came(now + 1ms).request.id;
    REQUIRE(site.asked->change(granted, {Stage::waiting}, {Stage::granted, "Eve"}, now));
    const auto all = site.asked->list(now + 25h);
    REQUIRE(all);
    REQUIRE(all->size() == 2);
    for (const auto& each : *all) {
        CHECK(each.stage == Stage::declined);
        CHECK(each.by == "nobody");
        CHECK(each.why == (each.id == granted ? "it was granted and did not run before it expired"
                                              : "not granted before it expired"));
    }
    CHECK_FALSE(site.asked->change(waiting, {Stage::waiting}, {Stage::granted, "Eve"}, now + 25h));
}

TEST_CASE("asked: a request is found by the beginning of its id while that is of one alone") {
    Reception site;
    const auto first = site.came(now).request.id;
    const auto second = site.came(now + 1ms).request.id;
    CHECK(site.asked->get(first, now)->id == first);
    CHECK_FALSE(site.asked->get(first.substr(0, 8), now));
    CHECK_FALSE(site.asked->get("", now));
    CHECK_FALSE(site.asked->get("../../etc", now));
    CHECK(second != first);
}

TEST_CASE("asked: the same request is kept once") {
    Reception site;
    const auto admitted = site.came();
    const auto document = site.asked->document(admitted.request.id);
    REQUIRE(document);
    CHECK_FALSE(site.asked->add(*document, admitted, now));
}

TEST_CASE("asked: a record that is none hides no other") {
    Reception site;
    const auto broken = site.came().request.id;
    const auto whole = site.came(now + 1ms).request.id;
    site.scratch.file("requests/" + broken + ".json", "{\"id\": 1}");
    const auto all = site.asked->list(now);
    REQUIRE(all);
    REQUIRE(all->size() == 1);
    CHECK(all->front().id == whole);
}

TEST_CASE("asked: what came is not settled until somebody says so") {
    Reception site;
    const auto id = site.came().request.id;
    CHECK(site.asked->unsettled(id));
    CHECK(AskedRequests::open(site.scratch.path())->unsettled(id));
    site.asked->settle(id);
    CHECK_FALSE(site.asked->unsettled(id));
    CHECK_FALSE(site.asked->unsettled("../" + id));
}

TEST_CASE("asked: what ended long ago is forgotten, what is open or wanted still is not") {
    Reception site;
    const auto ended = site.came().request.id;
    const auto wanted = site.came(now + 1ms).request.id;
    const auto open = site.came(now + 2ms).request.id;
    for (const auto& id : {ended, wanted})
        REQUIRE(site.asked->change(id, {Stage::waiting}, {Stage::declined, "Eve"}, now));
    REQUIRE(site.asked->forget(now, {}, now));
    CHECK(site.asked->list(now)->size() == 3);
    REQUIRE(site.asked->forget(now + 1ms, {wanted}, now));
    CHECK(site.asked->list(now)->size() == 2);
    CHECK(site.asked->get(ended, now).error().fault == Fault::absent);
    CHECK_FALSE(site.asked->document(ended));
    CHECK(site.asked->document(wanted));
    CHECK(site.asked->document(open));
}
