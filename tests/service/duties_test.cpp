// SPDX-License-Identifier: Apache-2.0
#include "agent/service/health.hpp"
#include "agent/service/metrics.hpp"
#include "tests/scratch.hpp"
#include "tests/service/site.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::service;

TEST_CASE("service: the ledger's checkpoint goes to the desk at line up and once a day") {
    Served site;
    site.passes(1h);
    CHECK(site.wants<MakeCheckpoint>().empty());
    site.line_comes_up();
    CHECK(site.wants<MakeCheckpoint>().size() == 1);
    site.happens(CheckpointMade{"signed"});
    REQUIRE(site.sends<line::Checkpoint>().size() == 1);
    CHECK(site.sends<line::Checkpoint>()[0].document == "signed");
    site.passes(23h);
    CHECK(site.wants<MakeCheckpoint>().empty());
    site.passes(1h);
    CHECK(site.wants<MakeCheckpoint>().size() == 1);
}

TEST_CASE("service: a line that comes and goes does not fill the ledger with checkpoints") {
    Served site;
    int made = 0;
    for (int i = 0; i < 60; ++i) {
        site.line_comes_up();
        made += static_cast<int>(site.wants<MakeCheckpoint>().size());
        site.now += 30s;
        site.happens(LineDown{"cut", 1s});
    }
    CHECK(made <= 4);
}

TEST_CASE("service: a countersigned checkpoint is taken to the ledger") {
    Served site;
    site.line_comes_up();
    site.hears(line::Checkpoint{"twice signed"});
    REQUIRE(site.wants<TakeCheckpoint>().size() == 1);
    CHECK(site.wants<TakeCheckpoint>()[0].document == "twice signed");
}

TEST_CASE("service: health is told only where the site allows it, as often as it says") {
    Served site;
    site.line_comes_up();
    site.passes(2h);
    CHECK(site.wants<Check>().empty());

    site.terms.health = true;
    site.terms.health_every = 30min;
    site.happens(site.terms);
    CHECK(site.wants<Check>().size() == 1);
    site.passes(31min);
    CHECK(site.wants<Check>().empty());  // the one before has not ended
    site.happens(Checked{{{"disk.space.low", "warning", 2}}, false});
    REQUIRE(site.sends<line::Health>().size() == 1);
    CHECK(site.sends<line::Health>()[0].findings[0].count == 2);
    CHECK(site.wants<Check>().size() == 1);

    site.terms.health = false;
    site.happens(site.terms);
    site.happens(Checked{{{"disk.space.low", "warning", 2}}, false});
    CHECK(site.wants<Send>().empty());
}

TEST_CASE("service: no check while something runs") {
    Served site;
    site.runs(first);
    site.terms.health = true;
    site.happens(site.terms);
    site.line_comes_up();
    CHECK(site.wants<Check>().empty());
}

TEST_CASE("service: the certificate is renewed from two thirds of its life on, once a day") {
    Served site;
    site.terms.certified = noon;
    site.terms.certified_until = noon + 90 * 24h;
    site.happens(site.terms);
    site.now = noon + 59 * 24h;
    site.happens(Tick{});
    CHECK(site.wants<Renew>().empty());
    site.now = noon + 60 * 24h;
    site.happens(Tick{});
    CHECK(site.wants<Renew>().size() == 1);
    site.passes(23h);
    CHECK(site.wants<Renew>().empty());
    site.passes(1h);
    CHECK(site.wants<Renew>().size() == 1);

    site.terms.certified_until = site.now + 90 * 24h;
    site.terms.certified = site.now;
    site.happens(site.terms);
    site.passes(48h);
    CHECK(site.wants<Renew>().empty());
}

TEST_CASE("service: nothing wakes it more often than each quarter of an hour while all is quiet") {
    Served site;
    site.line_comes_up();
    site.has(first, Stage::done).told.stage = "done";
    site.has_bundle(bundle, true);
    site.looks();
    int wakes = 0;
    const auto from = site.now;
    while (site.now < from + 12h) {
        const auto next = site.agent.next(site.now);
        REQUIRE(next > site.now);
        site.passes(next - site.now);
        ++wakes;
    }
    CHECK(wakes <= 12 * 4 + 2);
}

TEST_CASE("service: a clock that is set back puts nothing off for longer than its usual time") {
    Served site;
    site.line_comes_up();
    site.now -= 365 * 24h;
    site.happens(Tick{});
    site.passes(24h);
    CHECK(site.wants<MakeCheckpoint>().size() == 1);
    CHECK(site.wants<Tidy>().size() == 1);
}

TEST_CASE("service: what was told is read back, and nothing of a torn file") {
    const Scratch state;
    std::filesystem::create_directories(state.path() / "requests");
    CHECK(told_of(state.path(), first) == Told{});
    REQUIRE(keep_told(state.path(), first, {"done", true}));
    CHECK(told_of(state.path(), first) == Told{"done", true});
    state.file("requests/" + first + ".told", "{\"stage\": \"do");
    CHECK(told_of(state.path(), first) == Told{});
    CHECK_FALSE(keep_told(state.path(), "../x", {}));
}

TEST_CASE("service: its figures are what Prometheus reads") {
    Served site;
    site.line_comes_up();
    site.has(first, Stage::waiting);
    site.has_bundle(bundle);
    site.has_bundle(other_bundle, true);
    site.looks();
    site.happens(UploadMoved{1000, 4000, false});
    site.now += 90s;
    const auto text = metrics_text(site.agent.picture(), site.now, 9'000'000);
    for (const char* each :
         {"safr_diag_up 1\n", "safr_diag_line_up{by=\"websocket\"} 1\n",
          "safr_diag_line_up{by=\"poll\"} 0\n", "safr_diag_desk_silence_seconds 90\n",
          "safr_diag_requests{stage=\"waiting\"} 1\n", "safr_diag_requests{stage=\"done\"} 0\n",
          "safr_diag_bundles_waiting 1\n", "safr_diag_bundles_refused 1\n",
          "safr_diag_upload_acknowledged_bytes_total 1000\n",
          "safr_diag_resident_memory_bytes 9000000\n"}) {
        CAPTURE(each);
        CHECK(text.find(each) != std::string::npos);
    }
    CHECK(text.ends_with("\n"));
}

TEST_CASE("service: of a check the desk hears rules, severities and counts, and no word more") {
    const auto health = health_in(R"({"server": "Plant 7", "findings": [
        {"id": "disk.space.low", "severity": "warning", "title": "/srv/video of Ana is full"},
        {"id": "disk.space.low", "severity": "warning", "parameters": {"mount": "/srv/video"}},
        {"id": "nfs.mount.silent", "severity": "critical"},
        {"id": "Ana's camera", "severity": "critical"},
        {"id": "system.uptime", "severity": "info"}]})");
    REQUIRE(health);
    REQUIRE(health->size() == 2);
    CHECK((*health)[0].id == "nfs.mount.silent");
    CHECK((*health)[0].severity == "critical");
    CHECK((*health)[1].id == "disk.space.low");
    CHECK((*health)[1].count == 2);

    CHECK_FALSE(health_in("not JSON"));
    CHECK_FALSE(health_in("{}"));
}
