// SPDX-License-Identifier: Apache-2.0
// Writes reports to <build>/sample-reports/ for people to look at, and checks they arrived.
#include <filesystem>
#include <fstream>

#include "tests/report/sample.hpp"
#include "tests/report/triage/cases.hpp"

namespace diag::test {
namespace {

using report::Language;

std::uintmax_t write(const std::string& name, const report::Story& story, Language language,
                     const report::Knowledge& knowledge = sample_knowledge()) {
    const auto path = std::filesystem::path(DIAG_BIN) / "../sample-reports" / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << report::html(story, knowledge, language);
    return std::filesystem::file_size(path);
}

report::Story crowded() {
    auto story = troubled_server();
    auto& findings = story.chapters[0].judgement.findings;
    for (int i = 0; i < 292; ++i) {
        auto finding = findings[static_cast<std::size_t>(i % 3)];
        finding.severity = static_cast<Severity>(i % 4);
        finding.parameters["mount"] =
            i == 7 ? std::string(4000, 'x') : "/srv/volume" + std::to_string(i);
        finding.parameters["device"] = "\u05D3\u05D9\u05E1\u05E7 " + std::to_string(i);
        findings.push_back(finding);
    }
    auto& charts = story.chapters[0].judgement.charts;
    charts.push_back({.id = "disk.fill", .subject = "/empty", .unit = "%"});
    charts.push_back({.id = "disk.fill",
                      .subject = "/one",
                      .unit = "%",
                      .series = {{"/one", {{sample_time(), 42}}}},
                      .forecast = {},
                      .ceiling = 100,
                      .threshold = {}});
    Chart dense{.id = "disk.latency", .subject = "dense", .unit = "ms"};
    Series points{"sda", {}};
    for (int i = 0; i < 10'000; ++i)
        points.points.emplace_back(sample_time() + std::chrono::seconds{i * 30},
                                   i == 5'000 ? 900.0 : (i * 7919 % 100) / 3.0);
    dense.series = {points};
    charts.push_back(dense);
    return story;
}

/// A file server that loses packets, a password that was changed on the cameras, and something
/// else.
report::Story two_causes() {
    const Parameters store{{"server", "nas01"},
                           {"export", "nas01:/export/safr"},
                           {"percent", "7.4"},
                           {"count", "912"},
                           {"operations", "12k"},
                           {"span", "5 min"},
                           {"folders", "object storage"},
                           {"times", "read 480 ms"}};
    auto story = story_of({found("nfs.retransmissions", Severity::warning, store),
                           found("nfs.slow", Severity::critical, store),
                           found("logs.slow_object_write", Severity::warning,
                                 {{"count", "412"}, {"where", "cv-object-storage.log"}}),
                           found("cameras.wrong_login", Severity::warning,
                                 {{"count", "31"}, {"which", "31"}, {"cameras", "31 cameras"}}),
                           found("cameras.not_tried", Severity::warning,
                                 {{"count", "4"}, {"which", "4"}, {"cameras", "4 cameras"}}),
                           found("system.thp_always", Severity::warning)});
    story.server = "safr-lobby-01";
    story.created = story.until = sample_time();
    story.since = sample_time() - std::chrono::hours{24};
    return story;
}

}  // namespace

TEST_CASE("report: samples to look at are written") {
    for (const auto language : report::all_languages) {
        const auto tail = "-" + std::string(name_of(language)) + ".html";
        CHECK(write("troubled" + tail, troubled_server(), language) > 20'000);
        CHECK(write("healthy" + tail, healthy_server(), language) > 10'000);
    }
    for (const auto language : report::all_languages)
        CHECK(write("triage-" + std::string(name_of(language)) + ".html", two_causes(), language,
                    report::Knowledge::builtin()) > 20'000);
    CHECK(write("crowded-en.html", crowded(), Language::en) > 200'000);
}

}  // namespace diag::test
