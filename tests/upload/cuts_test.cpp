// SPDX-License-Identifier: Apache-2.0
// Lines that are cut, and uploads that are stopped, at any point.
#include <doctest/doctest.h>

#include "agent/upload/tus.hpp"
#include "tests/upload/server.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upload;

TEST_CASE("tus: when answers are lost, nothing is sent that the server has") {
    Sender site;
    int count = 0;
    site.server.loses = [&](const auto& asked) { return asked.method == "PATCH" && ++count % 2; };
    CHECK(site.send());
    CHECK(site.whole());
    CHECK(site.server.received == site.bytes.size());
}

TEST_CASE("tus: when the line is cut, at most one piece is sent again for each cut") {
    Sender site;
    int cuts = 0;
    int count = 0;
    site.server.before = [&](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method != "PATCH" || ++count % 3 != 0) return {};
        ++cuts;
        return Result<HttpAnswer>{cut};
    };
    CHECK(site.send());
    CHECK(site.whole());
    REQUIRE(cuts > 0);
    CHECK(site.server.received <=
          site.bytes.size() + static_cast<std::uint64_t>(cuts) * ChunkSize::most);
}

TEST_CASE("tus: on a line that lives for less than a piece, what comes of pieces counts") {
    Sender site(2'000'000);
    constexpr std::size_t comes = 50'000;
    site.server.always_summed = false;
    site.server.before = [&](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method != "PATCH" || asked.body.size() <= comes) return {};
        // As our desk: without a checksum, what came before the cut is kept.
        if (!header_of(asked.headers, "Upload-Checksum"))
            site.server.held += asked.body.substr(0, comes);
        return Result<HttpAnswer>{cut};
    };
    CHECK(site.send());
    CHECK(site.whole());
    CHECK(site.clock.spent < milliseconds{90'000});  // some forty cuts, a second each
    for (std::size_t i = 1; i < site.seen.size(); ++i)
        CHECK(site.seen[i].acknowledged >= site.seen[i - 1].acknowledged);
}

TEST_CASE("tus: at any point it may be stopped and another process goes on where the server is") {
    for (int stop_at = 1; stop_at < 12; ++stop_at) {
        Sender site;
        int calls = 0;
        site.watch = [&](const auto&) { return ++calls < stop_at; };
        const auto first = site.send();
        if (!first) CHECK(first.error().fault == Fault::refused);
        site.watch = [](const auto&) { return true; };
        CHECK(site.send());
        CHECK(site.whole());
        CHECK(site.server.received == site.bytes.size());
    }
}
