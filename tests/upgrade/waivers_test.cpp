// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/waivers.hpp"

#include <doctest/doctest.h>

#include "platform/digest.hpp"
#include "tests/scratch.hpp"
#include "tests/upgrade/sample.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

namespace {

Waiver waiver(const std::string& condition, milliseconds span = 4h, Time made = now) {
    return {{uuid_v7(made), condition, "Eve, root (uid 0)", "offline licence"},
            version("3.34.0"),
            made,
            made + span};
}

/// How many lie there, whether in force or not.
std::size_t kept_in(const Waivers& waivers) { return waivers.all()->size(); }

}  // namespace

TEST_CASE("waivers: one that was added is listed until it expires") {
    const Scratch scratch;
    const auto waivers = Waivers::open(scratch.path() / "state");
    REQUIRE(waivers);
    REQUIRE(waivers->add(waiver("licence", 1h)));
    const auto all = waivers->in_force(now + 1h - 1ms);
    REQUIRE(all);
    REQUIRE(all->size() == 1);
    CHECK(all->front().what.reason == "offline licence");
    CHECK(all->front().to == version("3.34"));
    CHECK(waivers->in_force(now + 1h)->empty());
}

TEST_CASE(
    "waivers: one that a clock dated into the future is not in force, and can be taken back") {
    const Scratch scratch;
    const auto waivers = Waivers::open(scratch.path() / "state");
    REQUIRE(waivers);
    const auto early = waiver("backup", 4h, now + 24h * 1'500);
    REQUIRE(waivers->add(early));

    CHECK(waivers->in_force(now)->empty());
    CHECK(waivers->in_force(early.made - 1ms)->empty());
    CHECK(waivers->in_force(early.made)->size() == 1);
    CHECK(waivers->remove(early.what.waiver));
}

TEST_CASE("waivers: they are for one version") {
    CHECK(for_version({waiver("licence")}, version("3.34.0")).size() == 1);
    CHECK(for_version({waiver("licence")}, version("3.35.0")).empty());
}

TEST_CASE("waivers: one is taken back by the beginning of its id, if that tells it") {
    const Scratch scratch;
    const auto waivers = Waivers::open(scratch.path() / "state");
    const auto one = waiver("licence"), two = waiver("room");
    REQUIRE(waivers->add(one));
    REQUIRE(waivers->add(two));
    CHECK(waivers->remove(one.what.waiver.substr(0, 4)).error().fault == Fault::refused);
    CHECK(waivers->remove("").error().fault == Fault::absent);
    CHECK(waivers->remove("../waivers").error().fault == Fault::absent);
    REQUIRE(waivers->remove(one.what.waiver));
    CHECK(waivers->in_force(now)->size() == 1);
}

TEST_CASE("waivers: one that was written by hand beyond its bounds is none") {
    const auto text = [](std::string_view until, std::string_view reason) {
        return R"({"id":"019ab3c4-5d6e-7f80-9123-456789abcdef","condition":"licence","by":"Eve","reason":")" +
               std::string(reason) +
               R"(","to":"3.34","made":"2026-11-27T11:00:00.000Z","until":")" + std::string(until) +
               R"("})";
    };
    CHECK(waiver_from(text("2026-11-27T12:00:00.000Z", "offline"), "w"));
    CHECK_FALSE(waiver_from(text("2099-01-01T00:00:00.000Z", "offline"), "w"));
    CHECK_FALSE(waiver_from(text("2026-11-27T11:00:00.000Z", "offline"), "w"));
    CHECK_FALSE(waiver_from(text("2026-11-27T12:00:00.000Z", ""), "w"));
    CHECK_FALSE(waiver_from(text("2026-11-27T12:00:00.000Z", "two\\nlines"), "w"));
    CHECK_FALSE(waiver_from(text("2026-11-27T12:00:00.000Z", std::string(3'000, 'x')), "w"));
}

TEST_CASE("waivers: a damaged one sets nothing aside and hides no other") {
    const Scratch scratch;
    const auto waivers = Waivers::open(scratch.path() / "state");
    REQUIRE(waivers->add(waiver("licence")));
    scratch.file("state/waivers/odd.json", "{\"condition\": \"backup\"}");
    scratch.file("state/waivers/empty.json", "");
    REQUIRE(waivers->in_force(now));
    CHECK(waivers->in_force(now)->size() == 1);
}

TEST_CASE("waivers: one that ended more than 400 days ago goes when a new one is given") {
    const Scratch scratch;
    const auto waivers = Waivers::open(scratch.path() / "state");
    REQUIRE(waivers);
    const auto old = waiver("licence", 1h);
    REQUIRE(waivers->add(old));
    for (int i = 1; i < 20; ++i)
        REQUIRE(waivers->add(waiver("room", 1h, old.until + 24h * 20 * i)));

    REQUIRE(waivers->add(waiver("room", 1h, old.until + kept_after_end)));
    CHECK(kept_in(*waivers) == 21);
    REQUIRE(waivers->add(waiver("room", 1h, old.until + kept_after_end + 1ms)));
    CHECK(kept_in(*waivers) == 21);
    CHECK(waivers->remove(old.what.waiver).error().fault == Fault::absent);
}

TEST_CASE("waivers: none goes by a clock that jumped forward") {
    const Scratch scratch;
    const auto waivers = Waivers::open(scratch.path() / "state");
    REQUIRE(waivers);
    for (int i = 0; i < 25; ++i) REQUIRE(waivers->add(waiver("licence", 1h, now + 1h * i)));

    REQUIRE(waivers->add(waiver("room", 1h, now + 24h * 4'000)));
    REQUIRE(waivers->add(waiver("room", 1h, now + 24h * 4'001)));

    CHECK(kept_in(*waivers) == 27);
}

TEST_CASE("waivers: none goes by a clock that stands before it was given, however far") {
    const Scratch scratch;
    const auto waivers = Waivers::open(scratch.path() / "state");
    REQUIRE(waivers);
    REQUIRE(waivers->add(waiver("licence")));

    for (const auto back : {2h, 24h * 500, 24h * 18'000})
        REQUIRE(waivers->add(waiver("room", 1h, now - back)));

    CHECK(waivers->in_force(now)->size() == 1);
}

TEST_CASE("waivers: what is no waiver stays where it is, and hinders no new one") {
    const Scratch scratch;
    const auto waivers = Waivers::open(scratch.path() / "state");
    REQUIRE(waivers);
    const auto odd = scratch.file("state/waivers/odd.json", "{\"until\": \"1990-01-01\"}");

    CHECK(waivers->add(waiver("licence")));

    CHECK(std::filesystem::exists(odd));
}
