// SPDX-License-Identifier: Apache-2.0
// Opened bundles of several nodes, told in one report by the program as people run it.
#include "agent/exchange/manifest.hpp"
#include "desk/pretended_desk.hpp"
#include "exchange/sample.hpp"
#include "platform/digest.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

using std::chrono::seconds;

constexpr milliseconds shift = seconds{90};

/// The members of one replica set, as hello names them to this node: stand-ins of its own.
std::string hosts_of(const std::string& salt) {
    return R"(["a)" + salt + R"(:1","b)" + salt + R"(:1"])";
}

/// What a member says of itself, whose clock tells that time.
std::string hello_of(std::size_t member, const std::string& salt, Time time) {
    const auto me = std::string(1, static_cast<char>('a' + member)) + salt + ":1";
    return R"({"setName":"rs","me":")" + me + R"(","hosts":)" + hosts_of(salt) +
           (member == 0 ? R"(,"isWritablePrimary":true)" : R"(,"secondary":true)") +
           R"(,"localTime":{"$date":)" + std::to_string(time.time_since_epoch().count()) + "}}";
}

/// One node of a set of two: it, and what it sees of the other.
struct Node {
    std::size_t member;
    milliseconds ahead;        ///< its clock
    milliseconds other_ahead;  ///< the other's
    Time true_time;            ///< when it was examined
};

struct Opened {
    std::string directory;
    std::string bundle;
};

/// An opened bundle, as `open` leaves one.
Opened opened(const Scratch& scratch, const std::string& name, const Node& node) {
    const auto now = node.true_time + node.ahead;
    auto manifest = sample_manifest();
    manifest.created = now;
    manifest.bundle_id = uuid_v7(now);
    manifest.agent_id = std::string(64, static_cast<char>('a' + node.member));
    manifest.case_number = "4711";
    manifest.since = now - std::chrono::hours{1};
    manifest.until = now;
    manifest.content_sha256 = std::string(64, '0');
    manifest.outcomes.clear();
    for (const char* collector : {"mongo", "logs"})
        manifest.outcomes.emplace_back().collector = collector;
    exchange::Contents contents;
    const auto put = [&](const std::string& item, const std::string& text) {
        exchange::ContentEntry entry;
        entry.path = "evidence/mongo/" + item;
        entry.collector = "mongo";
        entry.item = item;
        entry.size = text.size();
        entry.sha256 = sha256_hex(text);
        contents.entries.push_back(entry);
        fs::create_directories(scratch.path() / name / "evidence/mongo");
        write(scratch.path() / name / entry.path, text);
    };
    const auto other = 1 - node.member;
    const auto ms = std::to_string(now.time_since_epoch().count());
    put("run", R"({"time":)" + ms + R"(,"role":")" + (node.member == 0 ? "primary" : "redundant") +
                   R"("})");
    put("nodes", R"([{"id":"0","address":"127.0.0.1:1","source":"process","times":{"hello":[)" +
                     ms + R"(,2]}},{"id":"1","address":"x:1","source":"announced",)" +
                     R"("times":{"hello":[)" + ms + ",20]}}]");
    put("node.0.hello", hello_of(node.member, name, now));
    put("node.1.hello", hello_of(other, name, node.true_time + node.other_ahead));
    const auto election = to_text(now - std::chrono::minutes{10});
    write(scratch.path() / name / "manifest.json", json::write_pretty(to_json(manifest)));
    write(scratch.path() / name / "contents.json", json::write_pretty(to_json(contents)));
    write(scratch.path() / name / "findings.json",
          R"({"server":"host-)" + name +
              R"(","collectors":[{"id":"logs","judgement":{"findings":[)" +
              R"({"id":"logs.mongo_election","severity":"warning","parameters":{"count":"1",)" +
              R"("when":")" + election + R"(","last":")" + election +
              R"(","where":"x","sample":"y"},"evidence":[]}],"facts":[],"charts":[]}}]})");
    return {(scratch.path() / name).native(), manifest.bundle_id};
}

std::vector<std::string> corrected_elections(const json::value& report) {
    std::vector<std::string> found;
    for (const auto& event : json::list_at(report, "timeline"))
        if (json::text_at(event, "finding") == "logs.mongo_election")
            found.push_back(json::text_at(event, "at").value_or(""));
    return found;
}

}  // namespace

TEST_CASE(
    "desk report: members of one set are told apart and their clocks corrected by each other's") {
    const Scratch scratch;
    const auto when = system_clock().now();
    const auto one = opened(scratch, "one", {0, milliseconds{0}, shift, when});
    const auto two = opened(scratch, "two", {1, shift, milliseconds{0}, when + seconds{5}});
    const auto out = (scratch.path() / "all.html").native();

    const auto ran =
        desk_run({"report", one.directory, two.directory, "--out", out, "--json", "--lang", "en"});

    REQUIRE(ran.exit_code == 0);
    const auto report = json::parse(ran.output);
    REQUIRE(report);
    const auto& nodes = json::list_at(*report, "nodes");
    REQUIRE(nodes.size() == 2);
    CHECK(json::text_at(nodes[0], "database") == "PRIMARY");
    CHECK(json::text_at(nodes[1], "role") == "redundant");
    const auto ahead = json::integer_at(nodes[1], "clock.ahead_ms").value_or(0);
    CHECK(std::abs(ahead - shift.count()) <= 25);
    CHECK(json::text_at(*report, "reference") == "first");
    const auto page = read(out);
    CHECK(page.find("href=\"two/report.html\"") != std::string::npos);
    CHECK(page.find("1 min 30 s ahead") != std::string::npos);
    CHECK(read(scratch.path() / "all.json") == ran.output);
}

TEST_CASE("desk report: the desk's word of when a bundle was asked for and came bounds a clock") {
    PretendedDesk desk;
    const auto when = system_clock().now();
    const auto one = opened(desk.scratch, "one", {0, milliseconds{0}, milliseconds{0}, when});
    const auto two = opened(desk.scratch, "two", {0, shift, milliseconds{0}, when});
    const auto request = [&](const char* id, const char* agent) {
        return std::string(R"({"id":")") + id + R"(","agent":")" + agent +
               R"(","stage":"done","made":")" + to_text(when - seconds{2}) + R"(","not_after":")" +
               to_text(when + seconds{900}) + R"("})";
    };
    const auto bundle = [&](const Opened& opened, const char* id, const char* agent,
                            milliseconds ahead) {
        return R"({"bundle":")" + opened.bundle + R"(","agent":")" + agent +
               R"(","site":"North","case":"4711","request":")" + id + R"(","bytes":9,"sha256":")" +
               std::string(64, '0') + R"(","arrived":")" + to_text(when + seconds{2}) +
               R"(","signed_at":")" + to_text(when + ahead) + R"("})";
    };
    constexpr auto first = "019ab3c4-5d6e-7f80-9123-456789abcdef";
    constexpr auto second = "019ab3c4-5d6e-7f80-9123-456789abcdee";
    desk.say("requests.json", "[" + request(first, "a-1") + "," + request(second, "a-2") + "]");
    desk.say("bundles.json", "[" + bundle(one, first, "a-1", milliseconds{0}) + "," +
                                 bundle(two, second, "a-2", shift) + "]");
    desk.say("agents.json", R"([{"agent":"a-1","site":"North","clock_ahead_ms":0},)"
                            R"({"agent":"a-2","site":"North","seen":"2026-11-23T20:00:00.000Z",)"
                            R"("clock_ahead_ms":86400000}])");

    const auto ran = desk.run({"report", one.directory, two.directory, "--out",
                               (desk.scratch.path() / "all.html").native(), "--json"});

    REQUIRE(ran.exit_code == 0);
    const auto report = json::parse(ran.output);
    REQUIRE(report);
    const auto& nodes = json::list_at(*report, "nodes");
    CHECK(json::text_at(*report, "reference") == "desk");
    CHECK(json::integer_at(nodes[0], "clock.ahead_ms") == 0);
    CHECK(json::integer_at(nodes[1], "clock.ahead_ms") == shift.count());
    CHECK(json::integer_at(nodes[1], "clock.doubt_ms") == 2000);
    // What it said a day before, when it last came, cannot be true any more.
    CHECK(json::list_at(nodes[1], "clock.set_aside").size() == 1);
    const auto elections = corrected_elections(*report);
    REQUIRE(elections.size() == 2);
    CHECK(elections[0] == to_text(when - std::chrono::minutes{10}));
    CHECK(elections[1] == elections[0]);
}

TEST_CASE("desk report: nothing is written over, and what is no opened bundle is told") {
    const Scratch scratch;
    const auto when = system_clock().now();
    const auto one = opened(scratch, "one", {0, milliseconds{0}, milliseconds{0}, when});
    const auto file = scratch.file("mine.json", "mine");
    const auto page = [&](const char* name) { return (scratch.path() / name).native(); };

    CHECK(desk_run({"report", one.directory, "--out", page("mine.html")}).exit_code == 65);
    CHECK(read(file) == "mine");
    CHECK_FALSE(fs::exists(page("mine.html")));
    CHECK(desk_run({"report", one.directory, "--out", page("a.pdf")}).exit_code == 65);
    CHECK(desk_run({"report", one.directory}).exit_code == 64);
    CHECK(desk_run({"report", scratch.path().native(), "--out", page("b.html")}).exit_code == 65);
    CHECK(desk_run({"report", one.directory, one.directory, "--out", page("c.html")}).exit_code ==
          65);
    const auto alone = desk_run({"report", one.directory, "--out", page("d.html")});
    CHECK(alone.exit_code == 0);
    CHECK(says(alone, page("d.json")));
}
