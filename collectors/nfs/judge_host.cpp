// SPDX-License-Identifier: Apache-2.0
// What the kernel and the processes of this machine went through because of the servers.
#include <algorithm>

#include "collectors/nfs/picture.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t told_at_most = 5;
/// A request or two in flight is work; more than that waiting at one moment is not.
constexpr std::size_t many_waiting = 3;

/// The share whose server the kernel names, by the name it was mounted with or its address.
const Share* share_of(const Picture& picture, const std::string& server) {
    const auto found = std::ranges::find_if(picture.shares, [&](const Share& share) {
        return share.target.server == server || share.target.address == server;
    });
    return found == picture.shares.end() ? nullptr : &*found;
}

std::string moment(const std::optional<Time>& time) {
    return time ? to_text(*time).substr(0, 16) : "-";
}

/// "2026-11-23T20:10 (3 min)"
std::string window(const Outage& outage) {
    if (outage.from && outage.to && *outage.to >= *outage.from)
        return moment(outage.from) + " (" + span_text(*outage.to - *outage.from) + ")";
    return moment(outage.from);
}

void judge_server(const Picture& picture, const Share& share, const std::vector<Outage>& outages,
                  Bench& bench) {
    const auto& last = outages.back();
    milliseconds longest{0};
    std::vector<std::string> windows;
    for (const auto& outage : outages)
        if (outage.from && outage.to) longest = std::max(longest, *outage.to - *outage.from);
    const auto shown = std::min(told_at_most, outages.size());
    for (auto i = outages.size() - shown; i < outages.size(); ++i)
        windows.push_back(window(outages[i]));
    auto parameters = about(share);
    parameters["count"] = std::to_string(outages.size());
    parameters["windows"] = joined(windows);
    parameters["longest"] = span_text(longest);
    parameters["last"] = moment(last.from);
    const auto age = last.from ? picture.time - *last.from : milliseconds{0};
    const bool recent = static_cast<double>(age.count()) < bench.limit("nfs.outage") * 3'600'000;
    const bool lasting = !last.ended;
    bench.find(lasting ? "nfs.outage_lasting" : "nfs.outages",
               lasting  ? Severity::critical
               : recent ? Severity::warning
                        : Severity::info,
               share.target.server, std::move(parameters), {"kernel_log"});
}

void chart_outages(const std::string& server, const std::vector<Outage>& outages, Bench& bench) {
    Series series{.name = server};
    for (const auto& outage : outages)
        if (outage.from && outage.to && *outage.to >= *outage.from &&
            (series.points.empty() || series.points.back().first <= *outage.from))
            series.points.emplace_back(
                *outage.from, static_cast<double>((*outage.to - *outage.from).count()) / 1000);
    if (series.points.size() < 2) return;
    bench.judgement.charts.push_back(
        {.id = "nfs.outages", .subject = server, .unit = "s", .series = {std::move(series)}});
}

void judge_outages(const Picture& picture, Bench& bench) {
    std::map<std::string, std::vector<Outage>> by_server;
    for (const auto& outage : picture.outages) by_server[outage.server].push_back(outage);
    for (const auto& [server, outages] : by_server) {
        const auto* share = share_of(picture, server);
        if (!share) continue;  // no store of SAFR's: the system collector tells
        judge_server(picture, *share, outages, bench);
        chart_outages(server, outages, bench);
    }
}

bool waits_for_server(std::string_view function) {
    for (const std::string_view family : {"rpc_", "nfs", "cifs", "smb", "wait_on_commit"})
        if (function.starts_with(family)) return true;
    return false;
}

void judge_stuck(const Picture& picture, Bench& bench) {
    const auto document = json::parse(item(bench.evidence, "stuck").value_or(""));
    if (!document) return;
    std::map<std::string, std::size_t> programs;
    std::size_t count = 0;
    std::string function;
    for (const auto& process : json::list_at(*document, "")) {
        auto where = json::text_at(process, "waits_in").value_or("");
        if (!waits_for_server(where)) continue;
        ++count;
        ++programs[json::text_at(process, "program").value_or("-")];
        if (function.empty()) function = std::move(where);
    }
    // A server that nobody could ask (UDP, RDMA) is not known to be down.
    const bool down = std::ranges::any_of(picture.servers, [](const ServerAnswer& server) {
        return !answers(server) && !(server.failure && server.failure->fault == Fault::unsupported);
    });
    if (count == 0 || (count < many_waiting && !down)) return;
    std::vector<std::string> names;
    for (const auto& [name, times] : programs)
        names.push_back(name + (times > 1 ? " x" + std::to_string(times) : ""));
    bench.find(
        "nfs.processes_stuck", down ? Severity::critical : Severity::warning, "stuck",
        {{"count", std::to_string(count)}, {"programs", joined(names)}, {"function", function}},
        {"stuck"});
}

}  // namespace

void judge_host(const Picture& picture, Bench& bench) {
    judge_outages(picture, bench);
    judge_stuck(picture, bench);
}

}  // namespace diag::nfs
