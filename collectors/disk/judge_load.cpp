// SPDX-License-Identifier: Apache-2.0
// Are the disks slow, or is one of them the bottleneck?
#include <algorithm>

#include "collectors/disk/picture.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

constexpr std::size_t most_points = 200;
constexpr milliseconds shortest_for_busy{1000};

std::string milliseconds_text(double span) { return fixed(span, span < 10 ? 1 : 0) + " ms"; }

std::string span_of(const Load& load) {
    const auto seconds = load.span.count() / 1000;
    if (seconds >= 120) return span_text(load.span);
    return load.span.count() < 1000 ? std::to_string(load.span.count()) + " ms"
                                    : std::to_string(seconds) + " s";
}

/// Mount points that lie on the disk.
std::string mounts_on(const Picture& picture, const std::string& disk) {
    std::vector<std::string> points;
    for (const auto& volume : picture.volumes)
        if (volume.disks.contains(disk)) points.push_back(volume.mount.point);
    return points.empty() ? "-" : joined(points);
}

Parameters about(const Picture& picture, const Block& block, const Load& load) {
    return {{"device", block.name},
            {"mounts", mounts_on(picture, block.name)},
            {"read", milliseconds_text(load.read_ms)},
            {"write", milliseconds_text(load.write_ms)},
            {"busy", percent_text(load.busy)},
            {"span", span_of(load)}};
}

void judge_device(const Picture& picture, const Block& block, const Load& load, Bench& bench) {
    const auto enough = [&](std::uint64_t count) {
        return static_cast<double>(count) >= bench.limit("disk.latency_operations");
    };
    const std::vector<std::string> rests_on{"diskstats", "diskstats.before", "history"};
    const auto limit = bench.limit("disk.latency");
    const auto journal = bench.limit("disk.latency_database");
    const auto* database = picture.spot("database");
    const bool holds_database = database && picture.disks_of(*database).contains(block.name);
    auto parameters = about(picture, block, load);
    if ((enough(load.reads) && load.read_ms > limit) ||
        (enough(load.writes) && load.write_ms > limit)) {
        parameters["limit"] = milliseconds_text(limit);
        bench.find("disk.latency_high", Severity::warning, parameters, rests_on);
    } else if (holds_database && enough(load.writes) && load.write_ms > journal) {
        parameters["limit"] = milliseconds_text(journal);
        bench.find("disk.latency_database", Severity::warning, parameters, rests_on);
    }
    if (load.span >= shortest_for_busy && load.busy > bench.limit("disk.busy") &&
        enough(load.operations()) && load.average_ms() > bench.limit("disk.busy_latency"))
        bench.find("disk.busy", Severity::warning, parameters, rests_on);
}

std::string rate_text(std::uint64_t count, milliseconds span) {
    return fixed(static_cast<double>(count) * 1000 / static_cast<double>(span.count()), 0) + "/s";
}

void note(const Block& block, const Load* load, Bench& bench) {
    auto text = block.name + ": " + bytes_text(block.bytes);
    if (block.media() != Media::unknown) text += block.media() == Media::hdd ? ", HDD" : ", SSD";
    if (!block.model.empty()) text += ", " + block.model;
    if (load)
        text += "; r " + rate_text(load->reads, load->span) + " " +
                milliseconds_text(load->read_ms) + ", w " + rate_text(load->writes, load->span) +
                " " + milliseconds_text(load->write_ms) + ", " + percent_text(load->busy);
    bench.note("disk.device", std::move(text));
}

/// r_await and w_await (iostat(1)) between neighbouring runs of one boot.
void draw(const Picture& picture, const std::string& device, Bench& bench) {
    Series reads{"r_await", {}};
    Series writes{"w_await", {}};
    const auto add = [&](Time time, const Load& load) {
        if (load.reads > 0) reads.points.emplace_back(time, load.read_ms);
        if (load.writes > 0) writes.points.emplace_back(time, load.write_ms);
    };
    const auto from = picture.past.size() > most_points ? picture.past.size() - most_points : 1;
    for (std::size_t i = std::max<std::size_t>(1, from); i < picture.past.size(); ++i) {
        const auto& before = picture.past[i - 1];
        const auto& after = picture.past[i];
        const auto one = before.totals.find(device);
        const auto other = after.totals.find(device);
        if (before.boot != after.boot || one == before.totals.end() || other == after.totals.end())
            continue;
        if (const auto load =
                load_between(one->second, other->second, after.uptime - before.uptime))
            add(after.time, *load);
    }
    if (const auto load = picture.loads.find(device); load != picture.loads.end())
        add(picture.now.time, load->second);
    Chart chart{.id = "disk.latency",
                .subject = device,
                .unit = "ms",
                .series = {},
                .forecast = {},
                .ceiling = {},
                .threshold = bench.limit("disk.latency")};
    for (auto* series : {&reads, &writes})
        if (series->points.size() > 1) chart.series.push_back(std::move(*series));
    if (!chart.series.empty()) bench.judgement.charts.push_back(std::move(chart));
}

}  // namespace

void judge_load(const Picture& picture, Bench& bench) {
    for (const auto& block : picture.blocks) {
        if (block.stacked) continue;
        const auto found = picture.loads.find(block.name);
        const auto* load = found == picture.loads.end() ? nullptr : &found->second;
        note(block, load, bench);
        if (load) judge_device(picture, block, *load, bench);
        draw(picture, block.name, bench);
    }
}

}  // namespace diag::disk
