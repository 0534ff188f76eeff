// SPDX-License-Identifier: Apache-2.0
// Against a server in memory that fails in every way we know.
#include "agent/upload/tus.hpp"

#include <doctest/doctest.h>

#include "tests/show.hpp"
#include "tests/upload/server.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upload;

TEST_CASE("tus: a file arrives whole, sent once, and progress is what the server acknowledged") {
    Sender site;
    CHECK(site.send());
    CHECK(site.whole());
    CHECK(site.server.received == site.bytes.size());
    CHECK(site.server.created == 1);
    CHECK(site.seen.back().acknowledged == site.bytes.size());
    for (std::size_t i = 1; i < site.seen.size(); ++i)
        CHECK(site.seen[i].acknowledged >= site.seen[i - 1].acknowledged);
    CHECK(site.memory().location().empty());
}

TEST_CASE("tus: without checksums it works too") {
    Sender site;
    site.server.checksums = false;
    CHECK(site.send());
    CHECK(site.whole());
}

TEST_CASE("tus: an empty file is only made") {
    Sender site(0);
    CHECK(site.send());
    CHECK(site.whole());
}

TEST_CASE("tus: a proxy that takes no big bodies gets smaller ones") {
    Sender site;
    site.server.before = [](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.body.size() <= 300 << 10) return {};
        return Result<HttpAnswer>{TusServer::answer(413)};
    };
    CHECK(site.send());
    CHECK(site.whole());
}

TEST_CASE("tus: a server that takes not even the smallest does not want the file") {
    Sender site;
    site.server.before = [](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method != "PATCH") return {};
        return Result<HttpAnswer>{TusServer::answer(413)};
    };
    const auto sent = site.send();
    REQUIRE_FALSE(sent);
    CHECK(sent.error().fault == Fault::refused);
}

TEST_CASE("tus: a server that fails for hours is asked again, ever more seldom, until it is back") {
    Sender site;
    int asked_in_vain = 0;
    site.server.before = [&](const auto&) -> std::optional<Result<HttpAnswer>> {
        if (site.clock.spent > milliseconds{4 * 3'600'000}) return {};
        ++asked_in_vain;
        return Result<HttpAnswer>{asked_in_vain % 2 ? Result<HttpAnswer>{TusServer::answer(502)}
                                                    : Result<HttpAnswer>{cut}};
    };
    CHECK(site.send());
    CHECK(site.whole());
    CHECK(asked_in_vain > 40);
    CHECK(asked_in_vain < 200);
}

TEST_CASE("tus: the window ends it, and the reason is the last trouble") {
    Sender site;
    site.habits.window = milliseconds{60'000};
    site.server.before = [](const auto&) -> std::optional<Result<HttpAnswer>> {
        return Result<HttpAnswer>{cut};
    };
    const auto sent = site.send();
    REQUIRE_FALSE(sent);
    CHECK(sent.error().fault == Fault::timed_out);
    CHECK(sent.error().what.find("cut") != std::string::npos);
    CHECK(site.clock.spent < milliseconds{400'000});
}

TEST_CASE("tus: a server that forgot the upload gets a new one, and one that always does is left") {
    Sender site;
    bool forgot = false;
    site.server.before = [&](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method == "PATCH" && site.server.held.size() > 2'000'000 && !forgot) {
            forgot = true;
            site.server.made = false;
        }
        return {};
    };
    CHECK(site.send());
    CHECK(site.whole());
    CHECK(site.server.created == 2);

    Sender lossy;
    lossy.server.before = [&](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method == "PATCH") lossy.server.made = false;
        return {};
    };
    CHECK_FALSE(lossy.send());
}

TEST_CASE("tus: an upload does not wander to another host, or to what is no path") {
    Sender site;
    site.server.before = [](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method != "POST") return {};
        return Result<HttpAnswer>{TusServer::answer(201, {{"Location", "//evil\r\nX: y"}})};
    };
    CHECK_FALSE(site.send());
}

TEST_CASE("tus: a file that became shorter is an error that names it") {
    Sender site;
    site.scratch.file("bundle", "short");
    const auto sent = site.send();
    REQUIRE_FALSE(sent);
    CHECK(sent.error().what.find("bundle") != std::string::npos);
}

TEST_CASE("tus: who does not know us is not asked for ever") {
    Sender site;
    site.server.before = [](const auto&) -> std::optional<Result<HttpAnswer>> {
        return Result<HttpAnswer>{Error{Fault::denied, "certificate expired"}};
    };
    const auto sent = site.send();
    REQUIRE_FALSE(sent);
    CHECK(sent.error().fault == Fault::denied);
}

TEST_CASE("tus: a rate limit holds over the whole file") {
    Sender site(3'000'000);
    site.habits.rate_limit = 500'000;
    const auto from = site.clock.spent;
    CHECK(site.send());
    CHECK(site.whole());
    CHECK(site.clock.spent - from >= milliseconds{5'900});
}

TEST_CASE("tus: pieces grow while they pass quickly and shrink when they do not") {
    ChunkSize size;
    for (int i = 0; i < 10; ++i) size.passed(milliseconds{10});
    CHECK(size.bytes() == ChunkSize::most);
    for (int i = 0; i < 10; ++i) size.passed(milliseconds{60'000});
    CHECK(size.bytes() == ChunkSize::least);
    for (int i = 0; i < 3; ++i) size.passed(milliseconds{10});
    CHECK(size.refused());
    const auto ceiling = size.bytes();
    for (int i = 0; i < 10; ++i) size.passed(milliseconds{10});
    CHECK(size.bytes() == ceiling);
}

TEST_CASE("tus: a desk that has the bundle whole is believed, any other conflict is not") {
    Sender site;
    std::string body = R"({"error": "it is here", "complete": true})";
    site.server.before = [&](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method != "POST") return {};
        auto answer = TusServer::answer(409);
        answer.body = body;
        return Result<HttpAnswer>{answer};
    };
    CHECK(site.send());
    CHECK(site.server.received == 0);

    body = R"({"error": "another upload of it is under way"})";
    const auto sent = site.send();
    REQUIRE_FALSE(sent);
    CHECK(sent.error().fault == Fault::refused);
    CHECK(sent.error().what.find("another upload of it") != std::string::npos);
}

TEST_CASE(
    "tus: a bundle that the desk looked at and turned down is told apart, with its sentence") {
    Sender site;
    site.server.before = [&](const auto& asked) -> std::optional<Result<HttpAnswer>> {
        if (asked.method != "PATCH" ||
            site.server.held.size() + asked.body.size() < site.bytes.size())
            return {};
        auto answer = TusServer::answer(422);
        answer.body = R"({"error": "its signature does not hold"})";
        return Result<HttpAnswer>{answer};
    };
    const auto sent = site.send();
    REQUIRE_FALSE(sent);
    CHECK(sent.error().fault == Fault::malformed);
    CHECK(sent.error().what.find(": its signature does not hold") != std::string::npos);
    CHECK(site.memory().location().empty());
}
