// SPDX-License-Identifier: Apache-2.0
// Cards, cables, bonds and addresses of this machine, and what its devices counted meanwhile.
#include <algorithm>
#include <set>

#include "collectors/network/picture.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr double ms_a_minute = 60'000;
constexpr std::int64_t least_span_ms = 1'000;
constexpr std::uint64_t enough_events = 5;  // to tell a rate of a minute from less than one

void judge_link(const Picture& picture, const Link& link, Bench& bench) {
    const bool in_use = picture.has_address(link.name) || !link.master.empty();
    if (!link.hardware || !link.enabled || !in_use) return;
    const Parameters words{{"device", link.name}, {"speed", std::to_string(link.speed)}};
    // That a member of a bond is down is told of the bond.
    if (!link.carrier && link.master.empty())
        bench.find("network.link_down", Severity::critical, words, {"links", "addresses"});
    if (!link.carrier) return;
    if (link.duplex == "half")
        bench.find("network.half_duplex", Severity::warning, words, {"links"});
    else if (link.speed > 0 && static_cast<double>(link.speed) < bench.limit("network.speed"))
        bench.find("network.link_slow", Severity::warning, words, {"links"});
}

void judge_bond(const std::string& name, const Bond& bond, Bench& bench) {
    std::vector<std::string> down;
    std::vector<std::string> alone;
    std::vector<std::string> speeds;
    std::set<std::string> kinds;
    for (const auto& member : bond.members) {
        if (member.status != "up") {
            down.push_back(member.device);
            continue;
        }
        speeds.push_back(member.device + " " + std::to_string(member.speed) + " Mbit/s " +
                         member.duplex);
        kinds.insert(std::to_string(member.speed) + member.duplex);
        if (!bond.aggregator.empty() && member.aggregator != bond.aggregator)
            alone.push_back(member.device);
    }
    const auto item = "bond." + name;
    Parameters words{{"bond", name},
                     {"mode", bond.mode},
                     {"down", few(down)},
                     {"up", std::to_string(bond.members.size() - down.size())},
                     {"members", std::to_string(bond.members.size())}};
    if (!down.empty())
        bench.find("network.bond_degraded",
                   down.size() == bond.members.size() ? Severity::critical : Severity::warning,
                   words, {item});
    words["speeds"] = few(speeds);
    if (kinds.size() > 1) bench.find("network.bond_uneven", Severity::warning, words, {item});
    words["alone"] = few(alone);
    if (!alone.empty()) bench.find("network.bond_split", Severity::warning, words, {item});
}

std::uint64_t growth(std::uint64_t before, std::uint64_t now) {
    return now > before ? now - before : 0;
}

/// Whether a count tells a rate: one event within a second is no sixty a minute.
bool tells_rate(std::uint64_t count, double minutes) {
    return count > 0 && (minutes >= 1 || count >= enough_events);
}

std::string percent(double share) { return fixed(share, share < 10 ? 1 : 0); }

struct Grown {
    const std::string& device;
    DeviceCounters by;
    double minutes = 0;
};

void judge_device(const Grown& grown, Bench& bench) {
    const auto errors = grown.by.receive_errors + grown.by.send_errors;
    const auto drops = grown.by.receive_drops + grown.by.send_drops;
    const auto packets = static_cast<double>(grown.by.received + grown.by.sent);
    Parameters words{{"device", grown.device},
                     {"errors", std::to_string(errors)},
                     {"received", std::to_string(grown.by.receive_errors)},
                     {"sent", std::to_string(grown.by.send_errors)},
                     {"minutes", fixed(grown.minutes, 1)}};
    if (errors > 1 && tells_rate(errors, grown.minutes) &&
        static_cast<double>(errors) / grown.minutes >= bench.limit("network.errors"))
        bench.find("network.errors_growing", Severity::warning, words,
                   {"counters", "counters.before"});
    if (packets < bench.limit("network.segments")) return;
    const auto share = 100 * static_cast<double>(drops) / (packets + static_cast<double>(drops));
    words["drops"] = std::to_string(drops);
    words["share"] = percent(share);
    if (share > bench.limit("network.drops"))
        bench.find("network.drops_growing", Severity::warning, words,
                   {"counters", "counters.before"});
}

void judge_tcp(const TcpCounters& before, const TcpCounters& now, double minutes, Bench& bench) {
    const auto sent = static_cast<double>(growth(before.sent, now.sent));
    const auto again = static_cast<double>(growth(before.sent_again, now.sent_again));
    const auto share = sent > 0 ? 100 * again / sent : 0;
    if (sent >= bench.limit("network.segments") && share > bench.limit("network.retransmissions"))
        bench.find("network.retransmissions", Severity::warning,
                   {{"share", percent(std::min(share, 100.0))}, {"minutes", fixed(minutes, 1)}},
                   {"counters", "counters.before"});
    const auto late = growth(before.overflows, now.overflows);
    if (tells_rate(late, minutes) &&
        static_cast<double>(late) / minutes >= bench.limit("network.overflows"))
        bench.find("network.listen_overflows", Severity::warning,
                   {{"count", std::to_string(late)}, {"minutes", fixed(minutes, 1)}},
                   {"counters", "counters.before"});
}

}  // namespace

void judge_links(const Picture& picture, Bench& bench) {
    for (const auto& link : picture.links) {
        judge_link(picture, link, bench);
        if (!picture.has_address(link.name) && link.master.empty()) continue;
        bench.note("network.link", link.name + ": " + link.state +
                                       (link.speed > 0 ? ", " + std::to_string(link.speed) +
                                                             " Mbit/s " + link.duplex
                                                       : "") +
                                       ", MTU " + std::to_string(link.mtu));
    }
    for (const auto& [name, bond] : picture.bonds) judge_bond(name, bond, bench);
    for (const auto& each : picture.addresses)
        if (each.conflict)
            bench.find("network.address_conflict", Severity::critical,
                       {{"device", each.device}, {"address", each.address}}, {"addresses"});
}

void judge_counters(const Picture& picture, Bench& bench) {
    const auto span = picture.now.time - picture.before.time;
    if (span < least_span_ms || picture.now.boot != picture.before.boot) return;
    const double minutes = static_cast<double>(span) / ms_a_minute;
    for (const auto& [name, now] : picture.now.devices) {
        const auto found = picture.before.devices.find(name);
        // Counters that went back belong to a device that was made anew.
        if (found == picture.before.devices.end() || now.received < found->second.received)
            continue;
        const auto& before = found->second;
        judge_device({name,
                      {.received = growth(before.received, now.received),
                       .sent = growth(before.sent, now.sent),
                       .receive_errors = growth(before.receive_errors, now.receive_errors),
                       .send_errors = growth(before.send_errors, now.send_errors),
                       .receive_drops = growth(before.receive_drops, now.receive_drops),
                       .send_drops = growth(before.send_drops, now.send_drops)},
                      minutes},
                     bench);
    }
    judge_tcp(picture.before.tcp, picture.now.tcp, minutes, bench);
}

}  // namespace diag::network
