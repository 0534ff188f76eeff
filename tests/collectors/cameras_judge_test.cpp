// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "collectors/cameras/record.hpp"
#include "collectors/catalog.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::cameras;

namespace {

constexpr std::int64_t now = 1'795'464'000'000;

/// Evidence of a run with these cameras.
struct Premises {
    Evidence evidence;
    std::string lines, devices;
    int number = 0;

    Premises() {
        evidence.insert_or_assign("run", json::write({{"time", now}, {"brief", false}}));
        evidence.insert_or_assign("sources", std::string("[]"));
    }
    CameraRecord camera(const std::string& host, End end = End::ok) {
        CameraRecord record;
        record.feed = "cam" + std::to_string(number + 1);
        record.host = host;
        record.port = 554;
        record.end = end;
        record.codec = "H264";
        return record;
    }
    void add(const CameraRecord& record) {
        auto line = to_json(record);
        line.as_object()["n"] = number++;
        lines += json::write(line) + "\n";
    }
    void add(const std::string& host, End end) { add(camera(host, end)); }
    void add(const DeviceRecord& record) { devices += json::write(to_json(record)) + "\n"; }

    Seen judged(const Thresholds& in_force = {}) {
        evidence.insert_or_assign("cameras.0001", lines);
        evidence.insert_or_assign("devices.0001", devices);
        return {evidence, {}, collectors::cameras.judge(evidence, in_force)};
    }
};

DeviceRecord device(const std::string& host, double offset) {
    DeviceRecord record;
    record.host = host;
    record.end = "ok";
    record.clock_offset = offset;
    return record;
}

Played played(std::uint64_t packets, std::uint64_t lost) {
    Played stream;
    stream.figures.packets = packets;
    stream.figures.lost = lost;
    stream.figures.sources = 1;
    stream.seconds = 5;
    return stream;
}

}  // namespace

TEST_CASE("cameras: a healthy site has facts and no finding") {
    Premises site;
    for (int i = 1; i <= 5; ++i) site.add("10.0.0." + std::to_string(i), End::ok);
    const auto seen = site.judged();
    CHECK(seen.judgement.findings.empty());
    REQUIRE_FALSE(seen.judgement.facts.empty());
    CHECK(seen.judgement.facts[0].value == "5");
}

TEST_CASE("cameras: a record survives its way through JSON") {
    Premises site;
    auto record = site.camera("10.0.0.1", End::status);
    record.climbed = {{Rung::connect, 1.25, 0}, {Rung::describe, 2, 503}};
    record.status = 503;
    record.tls = TlsFacts{.version = "TLSv1.3", .not_after = Time{milliseconds{now}}};
    record.played = played(10, 1);
    const auto again = camera_record(to_json(record));
    REQUIRE(again);
    CHECK(json::write(to_json(*again)) == json::write(to_json(record)));
}

TEST_CASE("cameras: few are named, many are counted with the first ten") {
    Premises site;
    site.add("10.0.1.1", End::not_found);
    for (int i = 0; i < 20; ++i) site.add("10.0.0." + std::to_string(i), End::wrong_login);
    const auto seen = site.judged();
    REQUIRE(seen.finding("cameras.not_found"));
    CHECK(seen.finding("cameras.not_found")->parameters.at("which") == "cam1 (10.0.1.1)");
    CHECK(seen.finding("cameras.not_found")->severity == Severity::warning);
    REQUIRE(seen.finding("cameras.wrong_login"));
    CHECK(seen.finding("cameras.wrong_login")->parameters.at("which") == "20");
    CHECK(seen.finding("cameras.wrong_login")->parameters.at("cameras").ends_with("(+10)"));
    CHECK(seen.finding("cameras.wrong_login")->severity == Severity::critical);
}

TEST_CASE("cameras: a whole network dead at once is a network, one of it is a camera") {
    Premises site;
    for (int i = 1; i <= 4; ++i) site.add("10.0.1." + std::to_string(i), End::timed_out);
    for (int i = 1; i <= 20; ++i)
        site.add("10.0.2." + std::to_string(i), i == 3 ? End::timed_out : End::ok);
    const auto seen = site.judged();
    REQUIRE(seen.finding("cameras.network_down"));
    CHECK(seen.finding("cameras.network_down")->parameters.at("network") == "10.0.1.0/24");
    CHECK(seen.finding("cameras.network_down")->parameters.at("count") == "4");
    REQUIRE(seen.finding("cameras.timed_out"));
    CHECK(seen.finding("cameras.timed_out")->parameters.at("count") == "1");
}

TEST_CASE("cameras: all feeds of one recorder dead is the recorder") {
    Premises site;
    for (int i = 0; i < 16; ++i) site.add("10.0.1.9", End::timed_out);
    for (int i = 1; i <= 4; ++i) site.add("10.0.1." + std::to_string(i), End::ok);
    const auto seen = site.judged();
    REQUIRE(seen.finding("cameras.host_down"));
    CHECK(seen.finding("cameras.host_down")->parameters.at("host") == "10.0.1.9");
    CHECK_FALSE(seen.finding("cameras.timed_out"));
}

TEST_CASE("cameras: all of a site dead is this server's own way to them") {
    Premises site;
    for (int i = 1; i <= 8; ++i) site.add("10.0." + std::to_string(i) + ".1", End::unreachable);
    const auto seen = site.judged();
    CHECK(seen.finding("cameras.all_unreachable"));
    CHECK(seen.judgement.findings.size() == 1);
}

TEST_CASE("cameras: loss over TCP is the camera's; a restart is no loss") {
    Premises site;
    auto bad = site.camera("10.0.0.1");
    bad.played = played(970, 30);
    site.add(bad);
    auto fair = site.camera("10.0.0.2");
    fair.played = played(990, 10);
    site.add(fair);
    auto restarted = site.camera("10.0.0.3");
    restarted.played = played(1000, 0);
    restarted.played->figures.resets = 2;
    site.add(restarted);
    const auto seen = site.judged();
    CHECK(seen.judgement.findings.size() == 3);
    REQUIRE(seen.finding("cameras.loss"));
    CHECK(seen.finding("cameras.loss")->severity == Severity::critical);
    CHECK(seen.finding("cameras.loss")->parameters.at("cameras") == "cam1 (10.0.0.1): 3.0 %");
    REQUIRE(seen.finding("cameras.restarts"));
    CHECK(seen.finding("cameras.restarts")->parameters.at("which") == "cam3 (10.0.0.3)");
}

TEST_CASE("cameras: few frames, far keyframes and jitter are told with their figures") {
    Premises site;
    auto record = site.camera("10.0.0.1");
    record.announced_rate = 25;
    record.played = played(500, 0);
    record.played->figures.arrival_rate = 12;
    record.played->figures.jitter_most = 80;
    record.played->figures.keyframe_distance = 2;
    record.played->figures.since_keyframe = 4.5;
    site.add(record);
    const auto seen = site.judged();
    REQUIRE(seen.finding("cameras.frame_rate_low"));
    CHECK(seen.finding("cameras.frame_rate_low")->severity == Severity::critical);
    REQUIRE(seen.finding("cameras.keyframes"));
    CHECK(seen.finding("cameras.keyframes")->parameters.at("cameras") ==
          "cam1 (10.0.0.1): > 4.5 s");
    CHECK(seen.finding("cameras.jitter"));
}

TEST_CASE("cameras: an offset of whole or half hours is a time zone, others a wrong clock") {
    Premises site;
    for (int i = 1; i <= 4; ++i) site.add("10.0.0." + std::to_string(i), End::ok);
    site.add(device("10.0.0.1", 3602));
    site.add(device("10.0.0.2", -19'795));
    site.add(device("10.0.0.3", 42));
    site.add(device("10.0.0.4", 1234));
    site.add(device("10.0.0.5", 2));
    const auto seen = site.judged();
    REQUIRE(seen.finding("cameras.time_zone"));
    CHECK(seen.finding("cameras.time_zone")->parameters.at("cameras") ==
          "10.0.0.1: +1 h, 10.0.0.2: -5.5 h");
    int clocks = 0;
    for (const auto& found : seen.judgement.findings) clocks += found.id == "cameras.clock" ? 1 : 0;
    CHECK(clocks == 2);
}

TEST_CASE("cameras: passwords in the clear, certificates and ONVIF users are told") {
    Premises site;
    auto basic = site.camera("10.0.0.1");
    basic.login_scheme = "Basic";
    site.add(basic);
    auto old = site.camera("10.0.0.2");
    old.login_scheme = "Basic";
    old.tls = TlsFacts{.not_after = Time{milliseconds{now - 86'400'000}}};
    site.add(old);
    auto ending = site.camera("10.0.0.3");
    ending.tls = TlsFacts{.not_after = Time{milliseconds{now + 86'400'000}}};
    site.add(ending);
    auto operated = device("10.0.0.1", 0);
    operated.level = "Operator";
    operated.has_ntp = false;
    operated.profiles = {{"H264", {3840, 2160}, 25}, {"H264", {1920, 1080}, 25}};
    site.add(operated);
    auto refusing = device("10.0.0.2", 0);
    refusing.end = "not_authorized";
    site.add(refusing);
    auto other = device("10.0.0.3", 0);
    other.end = "other_scheme";
    site.add(other);
    const auto seen = site.judged();
    for (const char* id :
         {"cameras.basic_clear", "cameras.certificate_ended", "cameras.certificate_ending",
          "cameras.onvif_not_admin", "cameras.no_time_server", "cameras.secondary_large",
          "cameras.onvif_login", "cameras.onvif_other_scheme"}) {
        CAPTURE(id);
        REQUIRE(seen.finding(id));
        CHECK(seen.finding(id)->parameters.at("count") == "1");
    }
    CHECK(seen.finding("cameras.certificate_ending")->severity == Severity::warning);
}

TEST_CASE("cameras: VIRGO's codes have a finding each, workers that fell silent too") {
    Premises site;
    site.evidence.insert_or_assign("virga", std::string(R"({"workers":[
        {"name":"w1","png-date":1795463990000,"feeds":[{"name":"Lobby","error":{"code":8,"message":"x"}},
          {"name":"Gate","error":{"code":12}}]},
        {"name":"w2","png-date":1795463000000,"mod-date":1,"error":{"code":0}}]})"));
    const auto seen = site.judged();
    CHECK(seen.finding("cameras.virgo_unauthorized"));
    CHECK(seen.finding("cameras.virgo_no_launch"));
    REQUIRE(seen.finding("cameras.virgo_unknown"));
    CHECK(seen.finding("cameras.virgo_unknown")->parameters.at("code") == "12");
    REQUIRE(seen.finding("cameras.worker_silent"));
    CHECK(seen.finding("cameras.worker_silent")->parameters.at("cameras") == "w2: 17 min");
}

TEST_CASE("cameras: a site without any known camera says where was looked") {
    FakeWorld world;
    const auto seen = examine(collectors::cameras, world);
    REQUIRE(seen.finding("cameras.none_known"));
    CHECK(seen.finding("cameras.none_known")->parameters.at("reason").find("safr") !=
          std::string::npos);

    world.files.texts["/etc/virgo-factory.conf"] = "{ not json";
    CHECK(examine(collectors::cameras, world).finding("cameras.factory_invalid"));
}

TEST_CASE("cameras: a URL that is none is named, and where it is set") {
    Premises site;
    CameraRecord record;
    record.source = "configuration";
    record.end = End::bad_url;
    record.words = "cam";
    site.add(record);

    const auto seen = site.judged();

    const auto* finding = seen.finding("cameras.bad_url");
    REQUIRE(finding);
    CHECK(finding->parameters.at("which") == "cam");
    CHECK(finding->parameters.at("cameras").find("[cameras] urls") != std::string::npos);
}
