// SPDX-License-Identifier: Apache-2.0
#include "collectors/install/cluster.hpp"

#include <algorithm>

#include "collectors/mongo/ask.hpp"
#include "collectors/mongo/targets.hpp"
#include "platform/disposable.hpp"
#include "platform/names.hpp"

namespace diag::install {
namespace {

constexpr milliseconds answer_patience{300};
/// hello() blocks for at most about three times its patience.
constexpr milliseconds child_patience{1'000};
constexpr std::size_t answer_limit = 1 << 20;
constexpr std::size_t most_databases = 8;

std::vector<Question> questions(const Site& site) {
    std::vector<Question> all;
    for (const auto* process : processes_of(site, "mongod"))
        for (const auto& listener : process->listeners) {
            if (all.size() == most_databases) return all;
            const std::string host = is_wildcard(listener.address) ? "127.0.0.1" : listener.address;
            all.emplace_back(
                [host, port = listener.port] { return mongo::hello(host, port, answer_patience); });
        }
    return all;
}

}  // namespace

std::vector<std::string> nodes_in(std::string_view hello) {
    const auto document = json::parse(hello);
    if (!document) return {};
    const auto me = json::text_at(*document, "me").value_or("");
    std::vector<std::string> nodes;
    for (const auto& name : mongo::announced_in(hello)) {
        const auto target = mongo::target_from(name, "announced");
        if (!target || name == me || is_loopback(target->host)) continue;
        if (std::ranges::find(nodes, target->host) == nodes.end()) nodes.push_back(target->host);
    }
    return nodes;
}

std::vector<std::string> announced_nodes(const Site& site) {
    const auto asked = questions(site);
    if (asked.empty() || !mongo::ready()) return {};
    std::vector<std::string> nodes;
    for (const auto& answer : in_disposable_children(asked, answer_limit, child_patience)) {
        if (!answer) continue;
        for (auto& node : nodes_in(*answer))
            if (std::ranges::find(nodes, node) == nodes.end()) nodes.push_back(std::move(node));
    }
    return nodes;
}

}  // namespace diag::install
