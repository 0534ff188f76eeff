// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/leaving.hpp"

#include <doctest/doctest.h>

#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::commands;
using consent::Asked;
using consent::Stage;

namespace {

const std::string request = "019ab3c4-0000-7000-8000-000000000001";
const std::string bundle = "019ab3c4-0000-7000-8000-0000000000b1";
const std::string other = "019ab3c4-0000-7000-8000-0000000000b2";

Spooled made_for(const std::string& whom) {
    Spooled spooled;
    spooled.bundle_id = bundle;
    spooled.request = whom;
    return spooled;
}

Leave leave(const std::string& whom, Stage stage, const std::string& made) {
    Asked asked;
    asked.id = request;
    asked.stage = stage;
    asked.bundle = made;
    return may_leave(made_for(whom), {asked});
}

}  // namespace

TEST_CASE("leaving: a bundle leaves while its request is done with it, one made here always") {
    CHECK((leave(request, Stage::done, bundle) == Leave::yes));
    CHECK((leave("", Stage::revoked, "") == Leave::yes));
    for (const auto stage : {Stage::waiting, Stage::granted, Stage::running})
        CHECK((leave(request, stage, "") == Leave::not_yet));
    CHECK((may_leave(made_for(request), {}) == Leave::not_yet));
    CHECK((may_leave(made_for("?"), {}) == Leave::not_yet));
    for (const auto stage : {Stage::failed, Stage::declined, Stage::revoked})
        CHECK((leave(request, stage, bundle) == Leave::never));
    CHECK((leave(request, Stage::done, other) == Leave::never));
}

TEST_CASE("leaving: what waits is removed, or kept until it is known what the desk has of it") {
    const test::Scratch scratch;
    auto spool = Spool::open(scratch.path());
    REQUIRE(spool);
    scratch.file("spool/ready/" + bundle + ".safrdiag", "sealed");
    const auto removed = stop_bundle(scratch.path(), *spool, bundle);
    REQUIRE(removed);
    CHECK_FALSE(*removed);
    CHECK(spool->list()->empty());
    CHECK(stop_bundle(scratch.path(), *spool, bundle).error().fault == Fault::absent);

    scratch.file("spool/ready/" + other + ".safrdiag", "sealed");
    scratch.file("uploads/" + other, "/v1/files/one\n");
    const auto kept = stop_bundle(scratch.path(), *spool, other);
    REQUIRE(kept);
    CHECK(*kept);
    REQUIRE(spool->list()->size() == 1);
    CHECK((spool->list()->front().shelf == Shelf::revoked));
}
