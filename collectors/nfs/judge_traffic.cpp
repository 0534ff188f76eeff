// SPDX-License-Identifier: Apache-2.0
// What the kernel counted between two readings: lost requests, slow answers, full queues. Totals
// since the mount would hide today's trouble behind a good year.
#include <algorithm>
#include <array>
#include <cmath>

#include "collectors/nfs/picture.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

constexpr milliseconds freshest{1000};
constexpr milliseconds stalest{86'400'000};

/// What one mount did in some span of time.
struct Stretch {
    const Share& share;
    MountCounters delta;
    milliseconds span;

    double per_minute(std::uint64_t count) const {
        return static_cast<double>(count) * 60'000 / static_cast<double>(span.count());
    }
    std::uint64_t sum(std::uint64_t Operation::*field) const {
        std::uint64_t total = 0;
        for (const auto& [name, operation] : delta.operations) total += operation.*field;
        return total;
    }
};

struct Slowness {
    std::string_view operation;
    std::string_view limit;
};

constexpr std::array slownesses{Slowness{"READ", "nfs.read"}, Slowness{"WRITE", "nfs.write"},
                                Slowness{"LOOKUP", "nfs.lookup"},
                                Slowness{"GETATTR", "nfs.getattr"}};

void find(const Stretch& stretch, Bench& bench, const char* id, Severity severity,
          Parameters more) {
    auto parameters = about(stretch.share);
    parameters.merge(more);
    parameters["span"] = span_text(stretch.span);
    bench.find(id, severity, stretch.share.number, std::move(parameters),
               {"mountstats", "interval"});
}

/// "READ 12, WRITE 3": where requests were sent again most.
std::string lost_by_operation(const Stretch& stretch) {
    std::vector<std::pair<std::uint64_t, std::string>> lost;
    for (const auto& [name, operation] : stretch.delta.operations)
        if (const auto count = retransmissions(operation); count > 0)
            lost.emplace_back(count, name);
    std::ranges::sort(lost, std::greater{});
    std::vector<std::string> words;
    for (const auto& [count, name] : lost)
        if (words.size() < 4) words.push_back(name + " " + std::to_string(count));
    return joined(words);
}

void judge_losses(const Stretch& stretch, Bench& bench) {
    const auto count = stretch.sum(&Operation::count);
    std::uint64_t again = 0;
    for (const auto& [name, operation] : stretch.delta.operations)
        again += retransmissions(operation);
    if (static_cast<double>(count) < bench.limit("nfs.operations") || again < 2) return;
    const auto percent = 100 * static_cast<double>(again) / static_cast<double>(count);
    if (percent <= bench.limit("nfs.retransmissions")) return;
    find(stretch, bench, "nfs.retransmissions",
         percent > bench.limit("nfs.retransmissions_critical") ? Severity::critical
                                                               : Severity::warning,
         {{"percent", fixed(percent, 1)},
          {"count", std::to_string(again)},
          {"operations", lost_by_operation(stretch)}});
}

void judge_timeouts(const Stretch& stretch, Bench& bench) {
    const auto timeouts = stretch.sum(&Operation::timeouts);
    if (timeouts > 0)
        find(stretch, bench, "nfs.major_timeouts",
             stretch.per_minute(timeouts) > bench.limit("nfs.major_timeouts") ? Severity::critical
                                                                              : Severity::warning,
             {{"count", std::to_string(timeouts)}});
    const auto late = stretch.delta.transport.late_replies;
    if (late > 0 && static_cast<double>(late) >= bench.limit("nfs.late_replies"))
        find(stretch, bench, "nfs.late_replies", Severity::warning,
             {{"count", std::to_string(late)}});
}

/// Slow by the server and the path to it, or slow by waiting in this machine.
void judge_times(const Stretch& stretch, Bench& bench) {
    std::vector<std::string> server;
    std::vector<std::string> queue;
    for (const auto& [name, limit] : slownesses) {
        const auto found = stretch.delta.operations.find(name);
        if (found == stretch.delta.operations.end()) continue;
        const auto& operation = found->second;
        if (static_cast<double>(operation.count) < bench.limit("nfs.operations")) continue;
        const auto rtt = mean(operation.rtt_ms, operation.count).value_or(0);
        const auto all = mean(operation.execute_ms, operation.count).value_or(0);
        if (rtt > bench.limit(limit))
            server.push_back(std::string(name) + " " + ms_text(rtt));
        else if (all > bench.limit(limit) && all > 2 * rtt)
            queue.push_back(std::string(name) + " " + ms_text(all) + " (" + ms_text(rtt) + ")");
    }
    if (!server.empty())
        find(stretch, bench, "nfs.slow", Severity::warning, {{"times", joined(server)}});
    if (!queue.empty())
        find(stretch, bench, "nfs.client_queue", Severity::warning, {{"times", joined(queue)}});
}

void judge_transport(const Stretch& stretch, Bench& bench) {
    const auto& transport = stretch.delta.transport;
    const auto backlog = mean(transport.backlog, transport.sends);
    if (backlog && static_cast<double>(transport.sends) >= bench.limit("nfs.operations") &&
        *backlog > bench.limit("nfs.backlog"))
        find(stretch, bench, "nfs.slots_short", Severity::warning,
             {{"waiting", fixed(*backlog, 1)}, {"slots", std::to_string(transport.most_slots)}});
    // At least ten minutes' worth: a single reconnect in three seconds is no rate.
    const auto minutes = std::max(10.0, static_cast<double>(stretch.span.count()) / 60'000);
    const auto rate = static_cast<double>(transport.connects) * 10 / minutes;
    if (rate > bench.limit("nfs.reconnects"))
        find(stretch, bench, "nfs.reconnects", Severity::warning,
             {{"count", std::to_string(transport.connects)}});
}

void judge_events(const Stretch& stretch, Bench& bench) {
    const auto& events = stretch.delta.events;
    const auto above = [&](std::uint64_t count, const char* limit) {
        return stretch.per_minute(count) > bench.limit(limit);
    };
    if (above(events.delays, "nfs.delays"))
        find(stretch, bench, "nfs.delays", Severity::warning,
             {{"count", std::to_string(events.delays)}});
    if (above(events.short_reads, "nfs.short_transfers") ||
        above(events.short_writes, "nfs.short_transfers"))
        find(stretch, bench, "nfs.short_transfers", Severity::warning,
             {{"reads", std::to_string(events.short_reads)},
              {"writes", std::to_string(events.short_writes)}});
    if (above(events.silly_renames, "nfs.silly_renames"))
        find(stretch, bench, "nfs.silly_renames", Severity::info,
             {{"count", std::to_string(events.silly_renames)}});
}

void judge_stretch(const Stretch& stretch, Bench& bench) {
    if (stretch.span < freshest) return;
    judge_losses(stretch, bench);
    judge_timeouts(stretch, bench);
    judge_times(stretch, bench);
    judge_transport(stretch, bench);
    judge_events(stretch, bench);
}

/// The most recent reading of an earlier run that compares with now.
const Reading* earlier_reading(const Picture& picture) {
    const auto now = picture.before ? picture.before->uptime : picture.now.uptime;
    const auto found =
        std::find_if(picture.past.rbegin(), picture.past.rend(), [&](const Reading& reading) {
            const auto age = now - reading.uptime;
            return reading.boot == picture.now.boot && age >= freshest && age <= stalest;
        });
    return found == picture.past.rend() ? nullptr : &*found;
}

void judge_since(const Reading& from, const Picture& picture, const Share& share, Bench& bench) {
    const auto* a = from.mount_at(share.target.point);
    const auto* b = picture.now.mount_at(share.target.point);
    if (!a || !b) return;
    if (auto delta = between(*a, *b))
        judge_stretch({share, std::move(*delta), picture.now.uptime - from.uptime}, bench);
}

void judge_smb(const Picture& picture, const Reading& from, Bench& bench) {
    if (!from.cifs || !picture.now.cifs) return;
    const auto before = from.cifs->session_reconnects + from.cifs->share_reconnects;
    const auto now = picture.now.cifs->session_reconnects + picture.now.cifs->share_reconnects;
    const auto span = picture.now.uptime - from.uptime;
    if (now <= before || span < freshest) return;
    const auto count = now - before;
    const auto minutes = std::max(10.0, static_cast<double>(span.count()) / 60'000);
    const bool often = static_cast<double>(count) * 10 / minutes > bench.limit("nfs.reconnects");
    bench.find("nfs.smb_reconnects", often ? Severity::warning : Severity::info, "smb",
               {{"count", std::to_string(count)}, {"span", span_text(span)}}, {"cifs", "history"});
}

/// Mean round trip of an operation from one reading to the next.
std::optional<double> round_trip(const Reading& from, const Reading& to, const std::string& point,
                                 std::string_view operation) {
    const auto* a = from.mount_at(point);
    const auto* b = to.mount_at(point);
    if (!a || !b || from.boot != to.boot) return {};
    const auto delta = between(*a, *b);
    if (!delta) return {};
    const auto found = delta->operations.find(operation);
    if (found == delta->operations.end()) return {};
    return mean(found->second.rtt_ms, found->second.count);
}

void chart_times(const Picture& picture, const Share& share, Bench& bench) {
    Chart chart{.id = "nfs.rtt", .subject = share.target.name(), .unit = "ms"};
    for (const std::string_view name : {"READ", "WRITE"}) {
        Series series{.name = std::string(name)};
        for (std::size_t i = 1; i <= picture.past.size(); ++i) {
            const auto& to = i < picture.past.size() ? picture.past[i] : picture.now;
            if (const auto rtt = round_trip(picture.past[i - 1], to, share.target.point, name))
                series.points.emplace_back(to.time, *rtt);
        }
        if (series.points.size() > 1) chart.series.push_back(std::move(series));
    }
    if (!chart.series.empty()) bench.judgement.charts.push_back(std::move(chart));
}

}  // namespace

void judge_traffic(const Picture& picture, Bench& bench) {
    const auto* earlier = earlier_reading(picture);
    for (const auto& share : picture.shares) {
        if (!share.target.mounted() || share.target.protocol != Protocol::nfs) continue;
        if (picture.before) judge_since(*picture.before, picture, share, bench);
        if (earlier) judge_since(*earlier, picture, share, bench);
        chart_times(picture, share, bench);
    }
    if (earlier) judge_smb(picture, *earlier, bench);
}

}  // namespace diag::nfs
