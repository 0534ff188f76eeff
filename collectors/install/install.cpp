// SPDX-License-Identifier: Apache-2.0
// Where is SAFR, what runs of it, on which ports, and what is this node in its cluster?
#include <algorithm>

#include "collectors/catalog.hpp"
#include "collectors/install/discover.hpp"
#include "collectors/install/judge.hpp"

namespace diag {
namespace {

json::array texts(const std::vector<std::string>& words) {
    json::array all;
    for (const auto& word : words) all.emplace_back(word);
    return all;
}

void gather(World& world, Sink& sink) {
    sink.doing("looking for SAFR");
    auto found = install::discover(world);
    json::array taken;
    for (const auto& each : found.taken)
        taken.push_back({{"service", each.service}, {"port", each.port}});
    sink.give("site", json::write(to_json(found.site)));
    sink.give("discovery", json::write({{"root_there", found.root_there},
                                        {"sees_all", bool(world.files.link_target("/proc/1/exe"))},
                                        {"role_reason", found.role_reason},
                                        {"taken", std::move(taken)},
                                        {"links", texts(found.root_links)}}));
    sink.give("safrports.conf", std::move(found.ports_conf));
    for (std::size_t i = 0; i < world.scope.set_aside.size(); ++i)
        sink.give("set_aside." + std::to_string(i + 1), world.scope.set_aside[i]);
    const auto current =
        world.paths.resolve(world.scope.data_root + "/virgo/versions/current", milliseconds{1'000});
    if (current)
        sink.give("virgo_version", current->path);
    else
        sink.give("virgo_version", current.error());
}

}  // namespace

const Collector collectors::install{
    .id = "install",
    .title = "SAFR installation",
    .reads =
        "where SAFR is installed, its processes with their users and ports, safrports.conf, and "
        "which role this server has in the cluster",
    .patience = milliseconds{15'000},
    .memory = 32 << 20,
    .output = 8 << 20,
    .thresholds = {},
    .gather = gather,
    .judge = diag::install::judge,
    .discovers = "site"};

}  // namespace diag
