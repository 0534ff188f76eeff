// SPDX-License-Identifier: Apache-2.0
// Name servers, each asked directly, and the hosts file that speaks before them.
#include <algorithm>
#include <map>
#include <set>

#include "collectors/network/picture.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr int code_found = 0;
constexpr int code_failure = 2;
constexpr int code_no_such_name = 3;
constexpr int code_refused = 5;

/// What one server made of all questions.
struct Server {
    bool answered = false;
    bool starved = true;  ///< all of its silence
    std::string error;    ///< of those that were not answered
    double best_ms = 0;
    std::size_t names = 0, failed = 0;
    std::string words;
};

bool is_own_question(const NameAnswer& answer) { return answer.name.ends_with(".arpa"); }

std::map<std::string, Server> servers_in(const Picture& picture) {
    std::map<std::string, Server> servers;
    for (const auto& answer : picture.names) {
        auto& server = servers[answer.server];
        if (!answer.error.empty()) {
            server.error = answer.error;
            server.starved = server.starved && answer.starved;
            continue;
        }
        server.best_ms = server.answered ? std::min(server.best_ms, answer.ms) : answer.ms;
        server.answered = true;
        if (is_own_question(answer)) continue;
        ++server.names;
        if (answer.code != code_failure && answer.code != code_refused) continue;
        ++server.failed;
        server.words = answer.words;
    }
    return servers;
}

/// What name servers say. systemd-resolved and its like answer from /etc/hosts too: they do not
/// count where others are known.
std::vector<NameAnswer> said_by_servers(const Picture& picture) {
    auto said = picture.names;
    std::erase_if(said, [](const NameAnswer& each) { return is_loopback(each.server); });
    return said.empty() ? picture.names : said;
}

bool any_unresolved(const Picture& picture) {
    return std::ranges::any_of(picture.peers,
                               [](const Peer& peer) { return !peer.unresolved.empty(); });
}

void judge_servers(const Picture& picture, Bench& bench) {
    const auto servers = servers_in(picture);
    std::vector<std::string> silent, starved;
    std::string reason;
    for (const auto& [address, server] : servers) {
        if (!server.answered && server.starved) {
            starved.push_back(address);
            continue;
        }
        if (!server.answered) {
            silent.push_back(address);
            reason = server.error;
            continue;
        }
        bench.note("network.name_server", address + ": " + fixed(server.best_ms, 1) + " ms");
        if (server.best_ms > bench.limit("network.dns"))
            bench.find("network.dns_slow", Severity::warning,
                       {{"server", address}, {"ms", fixed(server.best_ms, 0)}}, {"names"});
        if (server.names > 0 && server.failed == server.names)
            bench.find("network.dns_refuses", Severity::warning,
                       {{"server", address}, {"answer", server.words}}, {"names"});
    }
    if (!starved.empty())
        bench.find("network.too_busy", Severity::info, {{"peers", few(starved)}}, {"names"});
    if (silent.empty()) return;
    const Parameters words{{"servers", few(silent)}, {"reason", reason}};
    if (silent.size() < servers.size())
        bench.find("network.dns_silent", Severity::warning, words, {"names", "resolv.conf"});
    else
        bench.find("network.dns_dead",
                   any_unresolved(picture) ? Severity::critical : Severity::warning, words,
                   {"names", "resolv.conf", "peers"});
}

/// Hosts outside may well have other addresses at every question: of them only whether they exist
/// is compared.
bool lies_outside(const Picture& picture, const std::string& name) {
    return std::ranges::find(picture.others, name) != picture.others.end() ||
           std::ranges::any_of(picture.peers, [&](const Peer& peer) {
               return peer.host == name && (peer.role == "desk" || peer.role == "licence");
           });
}

void judge_agreement(const Picture& picture, const std::vector<NameAnswer>& all, Bench& bench) {
    std::map<std::string, std::map<std::string, std::string>> said;  // by name, by server
    std::map<std::string, std::set<std::string>> kinds;
    for (const auto& answer : all) {
        if (!answer.error.empty() || is_own_question(answer)) continue;
        if (answer.code != code_found && answer.code != code_no_such_name) continue;
        const auto addresses = joined(answer.addresses, " ");
        said[answer.name][answer.server] = addresses.empty() ? answer.words : addresses;
        const bool outside = lies_outside(picture, answer.name);
        kinds[answer.name].insert(outside ? (addresses.empty() ? "no" : "yes") : addresses);
    }
    for (const auto& [name, different] : kinds) {
        if (different.size() < 2) continue;
        std::vector<std::string> answers;
        for (const auto& [server, words] : said[name]) answers.push_back(server + ": " + words);
        bench.find("network.dns_disagrees", Severity::warning,
                   {{"name", name}, {"answers", joined(answers, "; ")}}, {"names"});
    }
}

/// The addresses that name servers give a name.
std::set<std::string> asked_of(const std::vector<NameAnswer>& all, const std::string& name) {
    std::set<std::string> addresses;
    for (const auto& answer : all)
        if (lowered(answer.name) == lowered(name))
            addresses.insert(answer.addresses.begin(), answer.addresses.end());
    return addresses;
}

/// "node-1" and "node-1.site.lan" are one machine's.
bool is_own_name(const Picture& picture, std::string_view host) {
    const auto one = lowered(host);
    const auto two = lowered(picture.host);
    return !two.empty() && (one == two || one.starts_with(two + ".") || two.starts_with(one + "."));
}

/// The hosts file sends us to ourselves for another's name. A node may be this machine under
/// another name than its own: its own address alone tells nothing then.
void judge_led_here(const Picture& picture, const std::set<std::string>& asked, const Peer& peer,
                    const std::vector<std::string>& own, Bench& bench) {
    const auto here = [&](const std::string& each) { return picture.leads_here(each); };
    if (is_own_name(picture, peer.host) || std::ranges::any_of(asked, here)) return;
    const bool loops =
        std::ranges::any_of(own, [](const std::string& each) { return is_loopback(each); });
    if (peer.role == "node" && asked.empty() && !loops) return;
    bench.find("network.hosts_here", asked.empty() && !loops ? Severity::info : Severity::warning,
               {{"name", peer.host},
                {"here", few(own)},
                {"there", asked.empty() ? "-" : few({asked.begin(), asked.end()})}},
               {"hosts", "names"});
}

void judge_hosts(const Picture& picture, const std::vector<NameAnswer>& all, const Peer& peer,
                 Bench& bench) {
    auto own = addresses_in(picture.hosts, peer.host);
    if (own.empty() || is_address(peer.host)) return;
    const auto asked = asked_of(all, peer.host);
    if (std::ranges::all_of(own, [&](const std::string& each) { return picture.leads_here(each); }))
        return judge_led_here(picture, asked, peer, own, bench);
    std::erase_if(own, [](const std::string& each) { return each.find(':') != each.npos; });
    if (own.empty()) return;
    if (own.size() > 1)
        bench.find("network.hosts_twice", Severity::warning,
                   {{"name", peer.host}, {"addresses", few(own)}}, {"hosts"});
    const bool agrees =
        std::ranges::any_of(own, [&](const std::string& each) { return asked.contains(each); });
    if (!asked.empty() && !agrees)
        bench.find(
            "network.hosts_override", Severity::warning,
            {{"name", peer.host}, {"here", few(own)}, {"there", few({asked.begin(), asked.end()})}},
            {"hosts", "names"});
}

}  // namespace

void judge_names(const Picture& picture, Bench& bench) {
    judge_servers(picture, bench);
    const auto all = said_by_servers(picture);
    judge_agreement(picture, all, bench);
    std::vector<std::string> unknown;
    for (const auto& peer : picture.peers) {
        judge_hosts(picture, all, peer, bench);
        if (peer.unresolved == "absent") unknown.push_back(peer.host);
    }
    for (const auto& host : picture.others)
        judge_hosts(picture, all, {.role = "outside", .host = host}, bench);
    if (!unknown.empty())
        bench.find("network.name_unknown", Severity::warning, {{"names", few(unknown)}},
                   {"peers", "names", "hosts"});
    if (picture.resolver && picture.resolver->servers.empty() && any_unresolved(picture))
        bench.find("network.dns_none", Severity::warning, {}, {"resolv.conf"});
}

}  // namespace diag::network
