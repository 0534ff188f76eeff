// SPDX-License-Identifier: Apache-2.0
// Taking an upload back, and trying the way before anything is collected.
#include <doctest/doctest.h>

#include "agent/upload/tus.hpp"
#include "tests/show.hpp"
#include "tests/upload/server.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upload;

TEST_CASE("tus: an upload that is taken back is gone at the server, and forgotten here") {
    Sender site;
    int calls = 0;
    site.watch = [&](const auto&) { return ++calls < 5; };
    REQUIRE_FALSE(site.send());
    REQUIRE(site.server.made);

    const auto gone = withdraw("/v1/files/", site.server, site.memory());
    REQUIRE(gone);
    CHECK((*gone == Withdrawal::deleted));
    CHECK_FALSE(site.server.made);
    CHECK(site.memory().location().empty());
    const auto again = withdraw("/v1/files/", site.server, site.memory());
    REQUIRE(again);
    CHECK((*again == Withdrawal::nothing));
}

TEST_CASE("tus: a server that had all of it when it was taken back is told apart") {
    Sender site;
    REQUIRE(site.memory().remember("/v1/files/one"));
    bool complete = true;
    site.server.before = [&](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method != "POST" || !complete) return {};
        auto answer = TusServer::answer(409);
        answer.body = R"({"error": "it is here", "complete": true})";
        return Result<HttpAnswer>{answer};
    };
    const auto offer = [&] { return Result<Parcel>{site.parcel}; };
    const auto late = withdraw("/v1/files/", site.server, site.memory(), offer);
    REQUIRE(late);
    CHECK((*late == Withdrawal::too_late));
    CHECK(site.memory().location().empty());

    complete = false;
    REQUIRE(site.memory().remember("/v1/files/gone"));
    const auto never = withdraw("/v1/files/", site.server, site.memory(), offer);
    REQUIRE(never);
    CHECK((*never == Withdrawal::nothing));
    CHECK(site.server.created == 1);
    CHECK_FALSE(site.server.made);  // what the offer made is deleted again
    CHECK(site.memory().location().empty());
}

TEST_CASE("tus: while the server cannot be asked to forget, where it keeps it stays remembered") {
    Sender site;
    REQUIRE(site.memory().remember("/v1/files/one"));
    site.server.made = true;
    site.server.before = [](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method == "DELETE") return Result<HttpAnswer>{TusServer::answer(423)};
        return {};
    };
    CHECK_FALSE(withdraw("/v1/files/", site.server, site.memory()));
    CHECK(site.memory().location() == "/v1/files/one");

    site.server.before = nullptr;
    site.server.termination = false;
    const auto cannot = withdraw("/v1/files/", site.server, site.memory());
    REQUIRE(cannot);
    CHECK((*cannot == Withdrawal::nothing));
    CHECK(site.server.made);
}

TEST_CASE("way: a body that passes tells how fast; a server without the test tells nothing") {
    Sender site;
    site.server.before = [&](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        CHECK(asked.target == "/v1/probe");
        CHECK(asked.body.size() == 256 << 10);
        site.clock.spent += milliseconds{500};
        return Result<HttpAnswer>{TusServer::answer(200)};
    };
    const auto way = probe("/v1/probe", site.server, site.clock);
    REQUIRE(way);
    CHECK(way->known);
    CHECK(way->rate == 512 << 10);
    CHECK(way->piece() == 1 << 20);

    for (const int status : {404, 405}) {
        site.server.before = [&](const auto&) -> std::optional<Result<HttpAnswer>> {
            return Result<HttpAnswer>{TusServer::answer(status)};
        };
        const auto unknown = probe("/v1/probe", site.server, site.clock);
        REQUIRE(unknown);
        CHECK_FALSE(unknown->known);
        CHECK(unknown->piece() == 0);
    }
}

TEST_CASE("way: a proxy that lets no bodies through is told in words") {
    Sender site;
    site.server.before = [](const auto&) -> std::optional<Result<HttpAnswer>> {
        auto answer = TusServer::answer(413);
        answer.reason = "Too Large";
        return Result<HttpAnswer>{answer};
    };
    const auto way = probe("/v1/probe", site.server, site.clock);
    REQUIRE_FALSE(way);
    CHECK(way.error().what == "the server answered 413 Too Large");
}

TEST_CASE("tus: what is known of the way decides the first piece") {
    CHECK(ChunkSize(0).bytes() == 1 << 20);
    CHECK(ChunkSize(4 << 20).bytes() == 4 << 20);
    CHECK(ChunkSize(1).bytes() == ChunkSize::least);
    CHECK(ChunkSize(1ull << 40).bytes() == ChunkSize::most);
}
