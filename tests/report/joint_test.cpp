// SPDX-License-Identifier: Apache-2.0
// Several nodes in one report.
#include "agent/report/joint.hpp"

#include <filesystem>
#include <fstream>

#include "agent/report/moments.hpp"
#include "tests/report/sample.hpp"

using namespace diag;
using namespace diag::report;
using namespace std::chrono_literals;
using diag::test::sample_time;

namespace {

constexpr milliseconds shift = 90s;

Chapter chapter_of(std::vector<Finding> findings) {
    exchange::Outcome outcome;
    outcome.collector = "logs";
    return {"logs", outcome, {std::move(findings), {}, {}}};
}

Finding election(Time when) {
    return {"logs.mongo_election",
            Severity::warning,
            {{"count", "1"},
             {"when", to_text(when)},
             {"last", to_text(when)},
             {"where", "mongod.log"},
             {"sample", "ELECTION"}},
            {}};
}

JointNode node_of(const std::string& server, Time created, std::vector<Finding> findings) {
    JointNode node;
    node.agent = "46d691267ccf7fff";
    node.story.server = server;
    node.story.bundle_id = "019ab2d3-6f1b-7c55-9a55-0f3c8a1d2e4f";
    node.story.created = created;
    node.story.since = created - 24h;
    node.story.until = created;
    node.story.notes.number = "4711";
    node.story.chapters = {chapter_of(std::move(findings))};
    return node;
}

/// Three nodes that saw one election; the clock of the second is 90 s ahead, and the desk knows.
Joint failover() {
    const auto happened = sample_time() - 1h;
    Joint joint{.made = sample_time() + 1h, .made_by = "0.1.0", .nodes = {}};
    joint.nodes = {node_of("host-1", sample_time(), {election(happened)}),
                   node_of("host-2", sample_time() + shift,
                           {election(happened + shift),
                            {"logs.all_silent", Severity::critical, {{"last", "2026-11-01"}}, {}}}),
                   node_of("host-3", sample_time(), {election(happened)})};
    joint.nodes[0].role = "primary";
    joint.nodes[0].database = "PRIMARY";
    for (auto& node : joint.nodes) {
        node.receipt = {"North", "agent-1", sample_time() - 10s, sample_time() + 5s};
        joint.desk_asked = true;
    }
    return joint;
}

std::vector<ClockBound> desk_bounds(const Joint& joint) {
    std::vector<ClockBound> bounds;
    for (std::size_t i = 0; i < joint.nodes.size(); ++i) {
        const auto off = i == 1 ? shift : 0s;
        bounds.push_back({i, desk_clock(joint), off - 200ms, off + 200ms, "receipt"});
    }
    return bounds;
}

Joint correlated_failover() {
    auto joint = failover();
    correlate(joint, desk_bounds(joint));
    return joint;
}

std::vector<const Event*> elections_in(const std::vector<Event>& events) {
    std::vector<const Event*> found;
    for (const auto& event : events)
        if (event.finding && event.finding->id == "logs.mongo_election") found.push_back(&event);
    return found;
}

}  // namespace

TEST_CASE("report moments: times in a text are found in every form collectors write, and no days") {
    const auto moments = moments_in(
        "from 2026-11-23T20:30:00.250Z .. 2026-11-23T20:31Z, 2026-11-23 20:32 UTC, until "
        "2028-01-01, at 2026-13-40T20:30:00Z or 2026-11-23T25:00:00Z, x2026-11-23T20:33:01Z");

    REQUIRE(moments.size() == 4);
    CHECK(moments[0] == Moment{sample_time() + 250ms, false});
    CHECK(moments[1] == Moment{sample_time() + 1min, true});
    CHECK(moments[2] == Moment{sample_time() + 2min, true});
    CHECK(moments[3] == Moment{sample_time() + 3min + 1s, false});
    CHECK(moments_in(std::string(50'000, '2')).empty());
}

TEST_CASE("report joint: nodes of one site are told apart by agent, else by host") {
    auto joint = correlated_failover();
    for (auto& node : joint.nodes) node.story.server = "North";
    joint.nodes[0].receipt.agent = "safr-01";
    joint.nodes[1].receipt.agent.clear();
    joint.nodes[1].host = "host-7f";
    joint.nodes[2].receipt.agent.clear();

    CHECK(name_of(joint.nodes[0]) == "safr-01");
    CHECK(name_of(joint.nodes[1]) == "host-7f");
    CHECK(name_of(joint.nodes[2]) == "North");
    const auto page = joint_html(joint, test::sample_knowledge(), Language::en);
    for (const char* text : {"safr-01", "host-7f", "<small>North</small>"})
        CHECK_MESSAGE(page.find(text) != std::string::npos, text);
    const auto document = joint_json(joint, test::sample_knowledge());
    CHECK(json::text_at(json::list_at(document, "nodes")[1], "name") == "host-7f");
}

TEST_CASE("report joint: a clock is told against that of who asked, whichever page it stands on") {
    const Finding finding{"mongo.clock",
                          Severity::warning,
                          {{"node", "db2"}, {"skew", "+3.0 s"}, {"limit", "1 s"}},
                          {}};
    for (const auto language : {Language::en, Language::es, Language::pt}) {
        const auto title = Knowledge::builtin().explain(finding, language).title;
        for (const char* here : {"this server", "este servidor", "deste servidor"})
            CHECK(title.find(here) == title.npos);
    }
}

TEST_CASE("report joint: what happened at one time on all nodes stands at one corrected time") {
    const auto joint = correlated_failover();

    const auto events = timeline(joint).events;
    const auto elections = elections_in(events);

    REQUIRE(joint.reference == Reference::desk);
    REQUIRE(elections.size() == 3);
    for (const auto* event : elections) CHECK(event->corrected == sample_time() - 1h);
    CHECK(elections[1]->told == sample_time() - 1h + shift);
    CHECK(std::is_sorted(events.begin(), events.end(), [](const auto& one, const auto& other) {
        return one.corrected < other.corrected;
    }));
}

TEST_CASE("report joint: without evidence of a clock its times are told and not corrected") {
    auto joint = failover();
    auto bounds = desk_bounds(joint);
    bounds.erase(bounds.begin() + 1);
    correlate(joint, bounds);

    const auto events = timeline(joint).events;
    const auto page = joint_html(joint, test::sample_knowledge(), Language::en);

    CHECK_FALSE(joint.clocks[1].ahead);
    for (const auto& event : events)
        if (event.node == 1 && !event.by_desk) CHECK_FALSE(event.corrected);
    CHECK(page.find("offset not known") != std::string::npos);
}

TEST_CASE(
    "report joint: with no desk and no time daemon the first node's clock is what others are held "
    "against") {
    auto joint = failover();
    joint.desk_asked = false;
    for (auto& node : joint.nodes) node.receipt = {};

    correlate(joint, {{1, 0, shift - 10ms, shift + 10ms, "mongo"}});

    CHECK(joint.reference == Reference::first);
    CHECK(joint.clocks[0].ahead == milliseconds{0});
    CHECK(joint.clocks[1].ahead == shift);
    CHECK_FALSE(joint.clocks[2].ahead);
}

TEST_CASE("report joint: a finding that several nodes have is one, with its nodes, worst first") {
    const auto joint = correlated_failover();

    const auto shared = shared_findings(joint);

    REQUIRE(shared.size() == 2);
    CHECK(shared[0].id == "logs.all_silent");
    CHECK(shared[1].id == "logs.mongo_election");
    CHECK(shared[1].seen.size() == 3);
    CHECK((shared[0].on(1) && !shared[0].on(0) && !shared[0].on(2)));
}

TEST_CASE("report joint: of too many events the graver stay, and how many are gone is told") {
    std::vector<Finding> findings;
    for (int i = 0; i < 500; ++i) {
        auto finding = election(sample_time() - 30min + i * 1s);
        finding.severity = i == 0 ? Severity::critical : Severity::info;
        findings.push_back(std::move(finding));
    }
    Joint joint{.made = sample_time(), .made_by = "0.1.0", .nodes = {}};
    joint.nodes = {node_of("host-1", sample_time(), std::move(findings))};
    correlate(joint, {});

    const auto all = timeline(joint);
    const auto document = joint_json(joint, test::sample_knowledge());

    REQUIRE(all.events.size() == 400);
    CHECK(all.left_out == 101);  // that it was created is one more
    CHECK(all.events.front().finding->severity == Severity::critical);
    CHECK(all.events[1].told == sample_time() - 30min + 102s);
    CHECK(json::integer_at(document, "timeline_left_out") == 101);
    CHECK(joint_html(joint, test::sample_knowledge(), Language::en).find("and 101 more") !=
          std::string::npos);
}

TEST_CASE("report joint: the JSON tells nodes, offsets with their doubt, findings and times") {
    const auto document = joint_json(correlated_failover(), test::sample_knowledge());

    CHECK(json::text_at(document, "reference") == "desk");
    CHECK(json::flag_at(document, "names_match") == false);
    const auto& nodes = json::list_at(document, "nodes");
    REQUIRE(nodes.size() == 3);
    CHECK(json::integer_at(nodes[1], "clock.ahead_ms") == 90'000);
    CHECK(json::integer_at(nodes[1], "clock.doubt_ms") == 200);
    CHECK(json::list_at(document, "findings").size() == 2);
    CHECK(json::list_at(document, "timeline").size() == 12);
}

TEST_CASE(
    "report joint: the page is told in every language, and nothing of a bundle becomes markup") {
    auto joint = correlated_failover();
    const std::string hostile = "<script>alert(1)</script>";
    joint.nodes[1].story.server = hostile;
    joint.nodes[1].receipt.agent = hostile;
    joint.nodes[1].receipt.site = hostile;
    joint.nodes[1].role = hostile;
    joint.nodes[1].database = hostile;
    joint.nodes[1].page = "javascript:alert(1)";
    joint.nodes[1].story.notes.number = hostile;

    for (const auto language : all_languages) {
        const auto page = joint_html(joint, Knowledge::builtin(), language);
        CHECK(page.find("<script") == std::string::npos);
        CHECK(page.find("javascript:") == std::string::npos);
        CHECK(page.find("joint.") == std::string::npos);
        CHECK(page.find("clock.by") == std::string::npos);
    }
}

TEST_CASE("report joint: a finding that is folded away tells in its heading which nodes have it") {
    auto joint = correlated_failover();
    for (auto& node : joint.nodes) node.story.chapters[0].judgement.findings.resize(1);
    joint.nodes[0].story.chapters[0].judgement.findings.clear();
    for (const std::size_t node : {1u, 2u})
        joint.nodes[node].story.chapters[0].judgement.findings[0].severity = Severity::info;

    const auto page = joint_html(joint, test::sample_knowledge(), Language::en);

    const auto heading = page.find("<summary><h3>");
    REQUIRE(heading != std::string::npos);
    const auto text = page.substr(heading, page.find("</summary>", heading) - heading);
    CHECK(text.find(">A</b>") == std::string::npos);
    CHECK(text.find(">B</b>") < text.find(">C</b>"));
}

TEST_CASE("report joint: a sample to look at is written") {
    const auto directory = std::filesystem::path(DIAG_BIN) / "../sample-reports";
    std::filesystem::create_directories(directory);
    for (const auto language : all_languages) {
        const auto page = directory / ("joint-" + std::string(name_of(language)) + ".html");
        std::ofstream(page, std::ios::binary)
            << joint_html(correlated_failover(), Knowledge::builtin(), language);
        CHECK(std::filesystem::file_size(page) > 8'000);
    }
}
