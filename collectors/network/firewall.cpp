// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/firewall.hpp"

#include <algorithm>
#include <vector>

#include "collectors/network/nft_chains.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t most_ports = 256;

void add(Firewall& firewall, std::uint64_t from, std::uint64_t to) {
    if (from > to || to > 65'535 || firewall.open.size() >= most_ports) {
        firewall.unclear = true;
        return;
    }
    firewall.open.emplace_back(static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(to));
}

/// "80", "80:90", "22,80:90"
void add_list(Firewall& firewall, std::string_view list) {
    for (const auto part : parts_of(list, ',')) {
        const auto colon = part.find(':');
        const auto from = natural(part.substr(0, colon));
        const auto to = colon == part.npos ? from : natural(part.substr(colon + 1));
        if (from && to)
            add(firewall, *from, *to);
        else
            firewall.unclear = true;
    }
}

std::string_view behind(const std::vector<std::string_view>& words, std::string_view option) {
    const auto found = std::ranges::find(words, option);
    return found == words.end() || found + 1 == words.end() ? std::string_view{} : *(found + 1);
}

void read_rule(Firewall& firewall, const std::vector<std::string_view>& words) {
    const auto target = behind(words, "-j");
    // "-A INPUT -j DROP": without any condition it closes what is left.
    if (words.size() >= 4 && words[1] == "INPUT" && words[2] == "-j" &&
        (target == "DROP" || target == "REJECT"))
        firewall.closed = true;
    if (target != "ACCEPT" || words[1] == "OUTPUT" || words[1] == "FORWARD") return;
    // "! --dport 22" lets in all ports but that one: what follows would be read as its opposite.
    if (std::ranges::find(words, "!") != words.end()) {
        firewall.unclear = true;
        return;
    }
    if (const auto protocol = behind(words, "-p");
        !protocol.empty() && protocol != "tcp" && protocol != "all")
        return;
    const auto states =
        std::string(behind(words, "--ctstate")) + std::string(behind(words, "--state"));
    if (behind(words, "-i") == "lo" || (!states.empty() && states.find("NEW") == states.npos))
        return;
    const auto port = behind(words, "--dport");
    const auto ports = behind(words, "--dports");
    if (port.empty() && ports.empty()) firewall.unclear = true;
    if (!port.empty()) add_list(firewall, port);
    if (!ports.empty()) add_list(firewall, ports);
}

/// One value of a match: 22, {"range": [80, 90]}, {"set": [...]}, or "@name", which is not known.
void add_value(Firewall& firewall, const json::value& value, int depth = 0) {
    if (value.is_int64() && value.get_int64() >= 0) {
        const auto port = static_cast<std::uint64_t>(value.get_int64());
        return add(firewall, port, port);
    }
    const auto& range = json::list_at(value, "range");
    if (range.size() == 2 && range[0].is_int64() && range[1].is_int64() &&
        range[0].get_int64() >= 0)
        return add(firewall, static_cast<std::uint64_t>(range[0].get_int64()),
                   static_cast<std::uint64_t>(std::max<std::int64_t>(0, range[1].get_int64())));
    const auto& set = json::list_at(value, "set");
    if (set.empty() || depth > 2) firewall.unclear = true;
    for (const auto& each : set)
        if (depth <= 2) add_value(firewall, each, depth + 1);
}

/// What the parts of one rule of nft say together.
struct Verdict {
    bool accepts = false, closes = false, spares = false, conditions = false;
    const json::value* port = nullptr;
};

/// The words of a match's right side: "new", ["new", "related"], {"set": ["tcp", "udp"]}.
std::vector<std::string_view> words_in(const json::value& right) {
    std::vector<std::string_view> words;
    if (right.is_string()) words.emplace_back(right.get_string());
    const auto* array = right.if_array();
    for (const auto& each : array ? *array : json::list_at(right, "set"))
        if (each.is_string()) words.emplace_back(each.get_string());
    return words;
}

bool holds(const std::vector<std::string_view>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

void read_match(Firewall& firewall, Verdict& verdict, const json::value& match) {
    verdict.conditions = true;
    const auto op = json::text_at(match, "op").value_or("==");
    if (op != "==" && op != "in") firewall.unclear = true;
    const auto field = json::text_at(match, "left.payload.field").value_or("");
    const auto protocol = json::text_at(match, "left.payload.protocol").value_or("");
    const auto meta = json::text_at(match, "left.meta.key").value_or("");
    const auto* side = json::find(match, "right");
    const auto right = side ? words_in(*side) : std::vector<std::string_view>{};
    if (field == "dport" && (protocol == "tcp" || protocol == "th")) verdict.port = side;
    // Other protocols, loopback, and what belongs to connections that are there already.
    const bool other = (field == "dport" || field == "type") && !verdict.port;
    const bool loopback =
        (meta == "iif" || meta == "iifname") && right.size() == 1 && right.front() == "lo";
    const bool protocols = meta == "l4proto" && !right.empty() && !holds(right, "tcp");
    const bool established = json::text_at(match, "left.ct.key") == "state" &&
                             !holds(right, "new") && !holds(right, "untracked");
    if (other || loopback || protocols || established) verdict.spares = true;
}

void read_expression(Firewall& firewall, const json::array& parts) {
    Verdict verdict;
    for (const auto& part : parts) {
        if (const auto* match = json::find(part, "match")) read_match(firewall, verdict, *match);
        if (json::find(part, "accept")) verdict.accepts = true;
        if (json::find(part, "drop") || json::find(part, "reject")) verdict.closes = true;
        if (json::find(part, "xt")) firewall.unclear = true;
        if (const auto* map = json::find(part, "vmap")) {
            verdict.conditions = true;
            if (json::text_at(*map, "key.ct.key") != "state") firewall.unclear = true;
        }
    }
    if (verdict.closes && !verdict.conditions) firewall.closed = true;
    if (!verdict.accepts || verdict.spares) return;
    if (verdict.port)
        add_value(firewall, *verdict.port);
    else
        firewall.unclear = true;
}

}  // namespace

bool Firewall::lets_in(std::uint16_t port) const {
    return !closed || unclear || std::ranges::any_of(open, [&](const auto& range) {
        return range.first <= port && port <= range.second;
    });
}

Firewall parse_iptables(std::string_view text) {
    Firewall firewall{.tool = "iptables"};
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        if (words.size() >= 2 && words[0].starts_with(':')) {
            ++firewall.chains;
            if (words[0] == ":INPUT" && words[1] == "DROP") firewall.closed = true;
        }
        if (words.size() < 4 || words[0] != "-A") continue;
        ++firewall.rules;
        read_rule(firewall, words);
    }
    return firewall;
}

Firewall parse_nft(std::string_view text) {
    Firewall firewall;
    const auto document = json::parse(text);
    if (!document) return firewall;
    firewall.tool = "nft";
    const auto& ruleset = json::list_at(*document, "nftables");
    const auto of_input = chains_of_input(ruleset);
    for (const auto& each : ruleset) {
        if (const auto* chain = json::find(each, "chain")) {
            ++firewall.chains;
            if (json::text_at(*chain, "hook") == "input" &&
                json::text_at(*chain, "policy") == "drop")
                firewall.closed = true;
        }
        if (const auto* rule = json::find(each, "rule")) {
            ++firewall.rules;
            if (of_input.contains(chain_of(*rule)))
                read_expression(firewall, json::list_at(*rule, "expr"));
        }
    }
    return firewall;
}

json::value to_json(const Firewall& firewall) {
    json::array open;
    for (const auto& [from, to] : firewall.open) open.push_back(json::array{from, to});
    return {{"tool", firewall.tool},     {"chains", firewall.chains},   {"rules", firewall.rules},
            {"closed", firewall.closed}, {"unclear", firewall.unclear}, {"open", std::move(open)}};
}

Firewall firewall_from(const json::value& document) {
    Firewall firewall{.tool = json::text_at(document, "tool").value_or("")};
    firewall.chains = json::natural_at(document, "chains");
    firewall.rules = json::natural_at(document, "rules");
    firewall.closed = json::flag_at(document, "closed").value_or(false);
    firewall.unclear = json::flag_at(document, "unclear").value_or(false);
    for (const auto& range : json::list_at(document, "open")) {
        const auto* ends = range.if_array();
        if (!ends || ends->size() != 2 || !(*ends)[0].is_int64() || !(*ends)[1].is_int64() ||
            (*ends)[0].get_int64() < 0 || (*ends)[1].get_int64() < 0)
            continue;
        add(firewall, static_cast<std::uint64_t>((*ends)[0].get_int64()),
            static_cast<std::uint64_t>((*ends)[1].get_int64()));
    }
    return firewall;
}

}  // namespace diag::network
