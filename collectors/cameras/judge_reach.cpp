// SPDX-License-Identifier: Apache-2.0
// Who cannot be reached? Many dead at once are rarely so many broken cameras: what they have in
// common, a recorder or a network, is.
#include <algorithm>
#include <map>
#include <set>

#include "collectors/cameras/picture.hpp"
#include "platform/text.hpp"

namespace diag::cameras {
namespace {

bool is_dead(const CameraRecord& record) {
    return record.end == End::timed_out || record.end == End::unreachable;
}

bool was_asked(const CameraRecord& record) {
    switch (record.end) {
        case End::name_unknown:
        case End::not_rtsp:
        case End::bad_url:
        case End::time_up:
        case End::local_fault:
            return false;
        default:
            return true;
    }
}

std::string address_of(const CameraRecord& record) {
    return record.address.empty() ? record.host : record.address;
}

/// "10.1.2.0/24", or nothing for what is no IPv4 address.
std::optional<std::string> network_of(const CameraRecord& record) {
    const auto address = address_of(record);
    const auto parts = parts_of(address, '.');
    if (parts.size() != 4) return {};
    for (const auto part : parts) {
        const auto number = natural(part);
        if (!number || *number > 255) return {};
    }
    return address.substr(0, address.rfind('.')) + ".0/24";
}

/// Cameras that share something.
struct Cluster {
    std::vector<const Seen*> dead;
    std::size_t alive = 0;
    std::set<std::string> addresses;
};

using Clusters = std::map<std::string, Cluster>;

void put(Clusters& clusters, const std::string& key, const Seen& seen) {
    auto& cluster = clusters[key];
    if (is_dead(seen.record))
        cluster.dead.push_back(&seen);
    else
        ++cluster.alive;
    cluster.addresses.insert(address_of(seen.record));
}

Group group_of(const std::vector<const Seen*>& all) {
    Group group;
    for (const auto* seen : all) group.add(label(seen->record), seen->item);
    return group;
}

class Reach {
public:
    Reach(const Picture& picture, Bench& bench) : bench_(bench) {
        together_ = static_cast<std::size_t>(std::max(2.0, bench.limit("cameras.together")));
        for (const auto& seen : picture.cameras) {
            if (!was_asked(seen.record)) continue;
            ++asked_;
            put(all_, "all", seen);
            put(hosts_, address_of(seen.record), seen);
            if (const auto network = network_of(seen.record)) put(networks_, *network, seen);
        }
    }

    void judge() {
        judge_all();
        judge_networks();
        judge_hosts();
    }
    bool blamed(const Seen& seen) const { return blamed_.contains(&seen); }

private:
    bool together(const Cluster& cluster) const {
        return cluster.alive == 0 && cluster.dead.size() >= together_;
    }
    void blame(const Cluster& cluster) { blamed_.insert(cluster.dead.begin(), cluster.dead.end()); }

    /// All of a site with several hosts: this server's own connection.
    void judge_all() {
        const auto found = all_.find("all");
        if (found == all_.end()) return;
        const auto& cluster = found->second;
        if (!together(cluster) || cluster.addresses.size() < together_) return;
        bench_.tell("cameras.all_unreachable", Severity::critical, group_of(cluster.dead));
        blame(cluster);
    }
    void judge_networks() {
        for (const auto& [network, cluster] : networks_) {
            if (!together(cluster) || cluster.addresses.size() < together_) continue;
            if (blamed_.contains(cluster.dead.front())) continue;
            bench_.tell("cameras.network_down", Severity::critical, group_of(cluster.dead),
                        {{"network", network}});
            blame(cluster);
        }
    }
    void judge_hosts() {
        for (const auto& [host, cluster] : hosts_) {
            if (!together(cluster) || blamed_.contains(cluster.dead.front())) continue;
            bench_.tell("cameras.host_down", Severity::critical, group_of(cluster.dead),
                        {{"host", host}});
            blame(cluster);
        }
    }

    Bench& bench_;
    std::size_t together_ = 3;
    std::size_t asked_ = 0;
    Clusters all_, networks_, hosts_;
    std::set<const Seen*> blamed_;
};

}  // namespace

void judge_reach(const Picture& picture, Bench& bench) {
    Reach reach(picture, bench);
    reach.judge();
    Group timed_out, unreachable, refused, unknown;
    for (const auto& seen : picture.cameras) {
        if (reach.blamed(seen)) continue;
        const auto& record = seen.record;
        const auto name = label(record);
        if (record.end == End::timed_out) timed_out.add(name, seen.item);
        if (record.end == End::unreachable) unreachable.add(name, seen.item);
        if (record.end == End::refused)
            refused.add(name, seen.item, "port " + std::to_string(record.port));
        if (record.end == End::name_unknown) unknown.add(name, seen.item, record.words);
    }
    const auto severity = [&](const Group& group) {
        const auto share = 100.0 * static_cast<double>(group.names.size()) /
                           static_cast<double>(std::max<std::size_t>(1, picture.cameras.size()));
        return share >= bench.limit("cameras.lost_critical") ? Severity::critical
                                                             : Severity::warning;
    };
    bench.tell("cameras.timed_out", severity(timed_out), timed_out);
    bench.tell("cameras.unreachable", severity(unreachable), unreachable);
    bench.tell("cameras.refused", severity(refused), refused);
    bench.tell("cameras.name_unknown", severity(unknown), unknown);
}

}  // namespace diag::cameras
