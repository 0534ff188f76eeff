// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/requests_list.hpp"

#include <doctest/doctest.h>

#include "tests/consent/desk.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::commands;
using consent::Stage;

namespace {

constexpr std::size_t wide = 200;

Listed one_of(exchange::Request request, const Desk& desk, Stage stage) {
    auto words = consent::read_out(signed_by(desk.engineer, request));
    REQUIRE(words);
    return {{.id = request.id,
             .stage = stage,
             .came = now,
             .changed = now + 1h,
             .not_after = now + 24h},
            *words};
}

bool holds(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("requests: what waits is listed with who, why, case, deadline and how to answer") {
    const Desk desk;
    const auto one = one_of(desk.request(), desk, Stage::waiting);
    const auto text = as_list({one}, wide);

    CHECK(holds(text, one.asked.id + "  waiting\n"));
    CHECK(holds(text, "who    Ada (L3)\n"));
    CHECK(holds(text, "why    cameras drop out at night\n"));
    CHECK(holds(text, "case   4711\n"));
    CHECK(holds(text, "until  2026-11-25T12:00Z, then it is declined\n"));
    CHECK(holds(text, "safr-diag grant " + one.asked.id));
}

TEST_CASE("requests: what was decided is listed with by whom, when and why") {
    const Desk desk;
    auto declined = one_of(desk.request(), desk, Stage::declined);
    declined.asked.by = "eve (uid 7)";
    declined.asked.why = "not today";
    CHECK(
        holds(as_list({declined}, wide), "declined  2026-11-24T13:00Z by eve (uid 7): not today"));
    CHECK_FALSE(holds(as_list({declined}, wide), "grant"));

    auto done = one_of(desk.request(), desk, Stage::done);
    done.asked.by = "safr-diag";
    done.asked.granted = now + 30min;
    done.asked.granted_by = "root (uid 0)";
    CHECK(holds(as_list({done}, wide), "granted  2026-11-24T12:30Z by root (uid 0)\n"));
    CHECK(json::text_at(as_json(done), "granted_by") == "root (uid 0)");
}

TEST_CASE("requests: no word of a request can look like a line of the list") {
    const Desk desk;
    auto request = desk.request();
    request.reason = "x\n  granted  by root";
    const auto one = one_of(request, desk, Stage::waiting);

    CHECK_FALSE(holds(as_list({one}, wide), "\n  granted"));
    CHECK(json::text_at(as_json(one), "reason") == request.reason);
}

TEST_CASE("requests: no byte of a request moves the cursor of whoever reads the list") {
    const Desk desk;
    auto one = one_of(desk.request(), desk, Stage::declined);
    const std::string hostile =
        "x\xC2\x9B"
        "2J\xC2\x85  granted  by root \xE2\x80\xAE";
    one.words->request.reason = one.asked.by = one.asked.why = hostile;
    const auto text = as_list({one}, wide);

    for (const auto* bad : {"\xC2\x9B", "\xC2\x85", "\xE2\x80\xAE"}) CHECK_FALSE(holds(text, bad));
    const std::string mark = "\xEF\xBF\xBD";
    CHECK(holds(text, "x" + mark + "2J" + mark + " granted by root " + mark));
}

TEST_CASE("requests: one whose document cannot be read is listed all the same") {
    const Listed one{{.id = "019ab3c4", .came = now, .not_after = now}, {}};

    CHECK(holds(as_list({one}, wide), "019ab3c4  waiting"));
    CHECK(holds(as_list({one}, wide), "cannot be read"));
    CHECK(as_list({}, wide) == "No request has come yet.\n");
}
