// SPDX-License-Identifier: Apache-2.0
// Does the network carry what SAFR needs of it, and if not, whose fault is it: this machine's, its
// settings', the network's, or the other side's?
#include "collectors/catalog.hpp"
#include "collectors/network/gather.hpp"
#include "collectors/network/picture.hpp"
#include "collectors/network/thresholds.hpp"

namespace diag {
namespace {

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = network::picture_of(evidence);
    Bench bench(evidence, network::thresholds, in_force);
    network::judge_links(picture, bench);
    network::judge_counters(picture, bench);
    network::judge_ways(picture, bench);
    network::judge_peers(picture, bench);
    network::judge_names(picture, bench);
    network::judge_settings(picture, bench);
    network::judge_sockets(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace

const Collector collectors::network{
    .id = "network",
    .title = "Network",
    .reads =
        "network cards, addresses, routes and their counters, connections by program, name "
        "servers, "
        "/etc/hosts, proxy settings without logins, how many rules the firewall has and which "
        "ports "
        "it lets in; the way to the other nodes, the storage, one camera of each network, the desk "
        "and the licence server by a few connections and echoes, and each name server by questions "
        "for their names",
    .patience = diag::network::whole_run,
    .memory = 48 << 20,
    .output = 8 << 20,
    .thresholds = diag::network::thresholds,
    .gather = diag::network::gather,
    .judge = judge,
    .remembers = "remember",
    .asks_site = true};

}  // namespace diag
