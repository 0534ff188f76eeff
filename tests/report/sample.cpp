// SPDX-License-Identifier: Apache-2.0
#include "tests/report/sample.hpp"

#include <cmath>

namespace diag::test {
namespace {

using exchange::Ending;
using exchange::Outcome;
using report::Story;
using namespace std::chrono_literals;

exchange::ContentEntry file(std::string collector, std::string item, std::uint64_t size,
                            exchange::Redactions masked = {}) {
    exchange::ContentEntry entry;
    entry.path = "evidence/" + collector + "/" + item;
    entry.collector = std::move(collector);
    entry.item = std::move(item);
    entry.size = size;
    entry.redactions = std::move(masked);
    return entry;
}

/// A made-up measurement: `base` with two waves on it, never below 0.
double wave(double base, double height, int step) {
    const double value = base + height * std::sin(step * 0.26) + height / 3 * std::sin(step * 1.9);
    return std::max(0.0, value);
}

Series series(std::string name, Time from, milliseconds step, int count, double base,
              double height) {
    Series made{std::move(name), {}};
    for (int i = 0; i < count; ++i)
        made.points.emplace_back(from + i * step, wave(base, height, i));
    return made;
}

Chart fill_chart() {
    Chart chart{.id = "disk.fill", .subject = "/var/lib/safr", .unit = "%"};
    const auto from = sample_time() - 24h * 9;
    Series used{"/var/lib/safr", {}};
    for (int hour = 0; hour <= 9 * 24; hour += 3)
        used.points.emplace_back(from + hour * 1h,
                                 71.0 + hour * 0.115 + 0.6 * std::sin(hour * 0.26));
    const auto last = used.points.back();
    chart.forecast = {{"/var/lib/safr", {last, {last.first + 48h, 101.5}}}};
    chart.series = {std::move(used)};
    chart.ceiling = 100;
    chart.threshold = 90;
    return chart;
}

report::Chapter disks() {
    report::Chapter chapter{.collector = "disk", .outcome = {}, .judgement = {}};
    chapter.outcome = {.collector = "disk",
                       .ending = Ending::complete,
                       .overrun = {},
                       .note = {},
                       .cost = {3'412ms, 0.18, 9'437'184, 412'233},
                       .items = 14,
                       .failed_items = 1,
                       .bytes = 81'233,
                       .attachments = 0};
    chapter.judgement.findings = {
        {"disk.smart_wear",
         Severity::warning,
         {{"device", "nvme0n1"}, {"percent", "94"}, {"model", "SAMSUNG MZQL2960HCJR-00A07"}},
         {"smart:nvme0n1"}},
        {"disk.space_low",
         Severity::critical,
         {{"mount", "/var/lib/safr"},
          {"free", "31.4 GiB"},
          {"percent", "4.1"},
          {"remaining", "34 hours"}},
         {"mountinfo", "space:/var/lib/safr", "history"}},
        {"disk.mount_silent",
         Severity::critical,
         {{"mount", "/srv/nas"}, {"patience", "5 s"}, {"source", "nas01:/export/safr"}},
         {"mountinfo", "space:/srv/nas"}}};
    chapter.judgement.facts = {
        {"disk.space", "/  38.2 GiB of 98.0 GiB (39 %)"},
        {"disk.space", "/var/lib/safr  734.6 GiB of 766.0 GiB (96 %)"},
        {"disk.safr_share",
         "objects 612.4 GiB, database 88.1 GiB, backups 21.0 GiB, logs 6.3 GiB"}};
    Chart latency{.id = "disk.latency", .subject = "nvme0n1", .unit = "ms"};
    latency.series = {series("r_await", sample_time() - 24h, 600s, 145, 4.2, 2.1),
                      series("w_await", sample_time() - 24h, 600s, 145, 11, 7)};
    latency.threshold = 20;
    chapter.judgement.charts = {fill_chart(), latency};
    return chapter;
}

report::Chapter host() {
    report::Chapter chapter{.collector = "system", .outcome = {}, .judgement = {}};
    chapter.outcome = {.collector = "system",
                       .ending = Ending::complete,
                       .overrun = {},
                       .note = {},
                       .cost = {3'108ms, 0.31, 11'534'336, 1'833'021},
                       .items = 22,
                       .failed_items = 0,
                       .bytes = 143'876,
                       .attachments = 0};
    chapter.judgement.findings = {{"system.oom_kill",
                                   Severity::critical,
                                   {{"process", "java (covi)"}, {"count", "3"}},
                                   {"kernel_log"}},
                                  {"system.time_unsynchronised",
                                   Severity::warning,
                                   {{"offset", "1.8 s"}},
                                   {"chrony_tracking"}},
                                  {"system.gpu_unknown",
                                   Severity::unknown,
                                   {{"why", "nvidia-smi did not answer within 5 s"}},
                                   {"nvidia_smi"}}};
    chapter.judgement.facts = {{"system.os", "Debian GNU/Linux 12 (bookworm)"},
                               {"system.kernel", "6.1.0-44-amd64"},
                               {"system.uptime", "41 d 6 h"},
                               {"system.cpu", "2 x Intel Xeon Silver 4314, 64 threads"},
                               {"system.memory", "58.9 GiB of 62.6 GiB in use, 3.1 GiB of swap"},
                               {"system.gpu", "NVIDIA A2, driver 535.183.01, 71 \u00B0C"}};
    Chart pressure{.id = "system.pressure", .subject = "", .unit = "%"};
    pressure.series = {series("some", sample_time() - 6h, 120s, 181, 9, 8),
                       series("full", sample_time() - 6h, 120s, 181, 3, 3)};
    Chart cpu{.id = "system.cpu", .subject = "", .unit = "%"};
    cpu.series = {series("user", sample_time() - 6h, 120s, 181, 61, 14),
                  series("system", sample_time() - 6h, 120s, 181, 12, 4),
                  series("iowait", sample_time() - 6h, 120s, 181, 8, 7)};
    cpu.ceiling = 100;
    cpu.threshold = 90;
    chapter.judgement.charts = {pressure, cpu};
    return chapter;
}

report::Chapter journals() {
    report::Chapter chapter{.collector = "logs", .outcome = {}, .judgement = {}};
    chapter.outcome = {.collector = "logs",
                       .ending = Ending::timed_out,
                       .overrun = exchange::Overrun{"ms", 60'012, 60'000},
                       .note = "ended by SIGKILL while reading covi-ws.log.3.gz",
                       .cost = {60'012ms, 21.4, 50'331'648, 1'932'735'283},
                       .items = 5,
                       .failed_items = 0,
                       .bytes = 12'004,
                       .attachments = 18};
    chapter.judgement.findings = {{"logs.no_space",
                                   Severity::warning,
                                   {{"count", "412"},
                                    {"last", "21:04:55"},
                                    {"file", "covi-ws.log"},
                                    {"sample", "java.io.IOException: No space left on device"}},
                                   {"signatures"}},
                                  {"logs.debug_left_on",
                                   Severity::info,
                                   {{"service", "cv-event"},
                                    {"level", "DEBUG"},
                                    {"file", "cv-event/config/logback-spring.xml"}},
                                   {"logback:cv-event"}}};
    chapter.judgement.facts = {{"logs.files", "18, 1.8 GiB"}, {"logs.lines", "9 412 775"}};
    Chart errors{.id = "logs.errors", .subject = "", .unit = "lines"};
    Series covi{"covi", {}}, events{"cv-event", {}};
    for (int hour = 0; hour <= 24; ++hour) {
        covi.points.emplace_back(sample_time() - 24h + hour * 1h,
                                 hour < 17 ? hour % 4 : 40.0 + 22 * (hour % 5));
        events.points.emplace_back(sample_time() - 24h + hour * 1h, hour % 6);
    }
    errors.series = {covi, events};
    chapter.judgement.charts = {errors};
    return chapter;
}

}  // namespace

Time sample_time() { return Time{std::chrono::milliseconds{1'795'465'800'000}}; }

const report::Knowledge& sample_knowledge() {
    static const auto knowledge = [] {
        const std::string built_in = "../../agent/report/knowledge/";
        return report::Knowledge::from({{"phrases.toml", fixture(built_in + "phrases.toml")},
                                        {"case.toml", fixture(built_in + "case.toml")},
                                        {"knowledge.toml", fixture("report/knowledge.toml")}});
    }();
    REQUIRE_MESSAGE(knowledge.has_value(), (knowledge ? "" : knowledge.error().what));
    return *knowledge;
}

Story troubled_server() {
    Story story;
    story.bundle_id = "019ab2c4-7f10-7cc3-9d52-0f6a6c1b2e90";
    story.agent_version = "0.1.0";
    story.server = "safr-lobby-01";
    story.created = sample_time();
    story.since = sample_time() - 24h;
    story.until = sample_time();
    story.notes = {
        .number = "2026-11-4471",
        .problem = "Since 18:00 no events with images arrive, and the web console is slow.",
        .impact = "Two entrances are staffed by hand.",
        .steps =
            "1. Walk past the lobby camera.\n2. Open Events in the console: the event is there, "
            "its image is not.",
        .contact = "Ana Duarte, night shift, +34 600 000 000",
        .severity = "high",
        .product = "SAFR",
        .version = "3.34.0",
        .on_site = "Luis Prado, reception",
        .on_site_when = "Mon-Fri 9-14"};
    story.chapters = {disks(), host(), journals()};
    story.contents.entries = {
        file("disk", "mountinfo", 4'122),
        file("disk", "space:/var/lib/safr", 212),
        file("disk", "history", 38'007),
        file("disk", "smart:nvme0n1", 6'312),
        file("system", "kernel_log", 91'877, {{"ipv4", 12}, {"mac", 2}}),
        file("system", "chrony_tracking", 611),
        file("logs", "signatures", 2'201, {{"email", 3}}),
        file("logs", "logback:cv-event", 3'310, {{"secret", 1}}),
        file("logs", "safr/covi/logs/covi-ws.log", 67'108'864,
             {{"ipv4", 18'231}, {"email", 412}, {"token", 77}, {"secret", 9}})};
    story.contents.entries.back().attachment = true;
    story.contents.entries.back().dropped = {{33'554'432, 912'680'550}};
    exchange::ContentEntry silent;
    silent.collector = "disk";
    silent.item = "space:/srv/nas";
    silent.failure = Error{Fault::timed_out, "/srv/nas did not answer within 5 s"};
    story.contents.entries.push_back(silent);
    story.redactions = {
        {"ipv4", 18'243}, {"email", 415}, {"token", 77}, {"secret", 10}, {"mac", 2}};
    story.thresholds = {
        {"disk.free_critical", 10}, {"disk.latency", 100}, {"system.clock_offset", 0.05}};
    return story;
}

Story healthy_server() {
    auto story = troubled_server();
    story.notes = {};
    for (auto& chapter : story.chapters) {
        chapter.judgement.findings.clear();
        chapter.outcome.ending = Ending::complete;
        chapter.outcome.overrun.reset();
        chapter.outcome.note.clear();
        chapter.outcome.failed_items = 0;
    }
    story.contents.entries.pop_back();
    return story;
}

}  // namespace diag::test
