// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/picture.hpp"

#include <algorithm>

#include "collectors/network/thresholds.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t most_shown = 8;
constexpr std::size_t most_read = 4096;  // of any list: evidence may be anybody's
constexpr std::int64_t least_span = 1'000;
constexpr std::int64_t good_span = 60'000;  // rates are of a minute

std::string text_of(const json::value& document, std::string_view path) {
    return json::text_at(document, path).value_or("");
}

/// Calls `take` for each element of the array that an item holds.
template <class Take>
void each_of(const Evidence& evidence, std::string_view name, Take take) {
    const auto document = json::parse(item(evidence, name).value_or(""));
    if (!document || !document->is_array()) return;
    std::size_t count = 0;
    for (const auto& each : document->get_array())
        if (++count <= most_read) take(each);
}

void read_run(const Evidence& evidence, Picture& picture) {
    const auto run = json::parse(item(evidence, "run").value_or(""));
    if (!run) return;
    picture.brief = json::flag_at(*run, "brief").value_or(false);
    picture.host = text_of(*run, "host");
    if (const auto* site = json::find(*run, "site")) picture.site = site_from(*site);
}

void read_devices(const Evidence& evidence, Picture& picture) {
    each_of(evidence, "links",
            [&](const json::value& each) { picture.links.push_back(link_from(each)); });
    each_of(evidence, "addresses", [&](const json::value& each) {
        picture.addresses.push_back({text_of(each, "device"), text_of(each, "address"),
                                     json::flag_at(each, "conflict").value_or(false)});
    });
    if (item(evidence, "routes")) picture.routes.emplace();
    each_of(evidence, "routes",
            [&](const json::value& each) { picture.routes->push_back(route_from(each)); });
    each_of(evidence, "neighbours", [&](const json::value& each) {
        if (const auto answers = json::flag_at(each, "answers_arp"))
            picture.neighbours[text_of(each, "address")] = *answers;
    });
    for (const auto& [name, text] : evidence)
        if (text && name.starts_with("bond.")) picture.bonds[name.substr(5)] = parse_bonding(*text);
}

void read_settings(const Evidence& evidence, Picture& picture) {
    if (const auto text = item(evidence, "resolv.conf"))
        picture.resolver = parse_resolv_conf(*text);
    picture.hosts = parse_hosts(item(evidence, "hosts").value_or(""));
    each_of(evidence, "others",
            [&](const json::value& each) { picture.others.push_back(text_of(each, "host")); });
    each_of(evidence, "proxies", [&](const json::value& each) {
        SeenProxy proxy{text_of(each, "where"), text_of(each, "variable"), text_of(each, "host")};
        proxy.port = static_cast<std::uint16_t>(json::natural_at(each, "port") & 0xFFFF);
        for (const auto& host : json::list_at(each, "not_exempt"))
            if (host.is_string()) proxy.not_exempt.emplace_back(host.get_string());
        picture.proxies.push_back(std::move(proxy));
    });
    if (const auto text = item(evidence, "firewall"))
        if (const auto document = json::parse(*text)) picture.firewall = firewall_from(*document);
}

Reading reading_in(std::string_view text) {
    const auto document = json::parse(text);
    return document ? reading_from(*document) : Reading{};
}

/// The newest run remembered of this life of the machine that lies `span` back.
std::optional<Reading> remembered(const Evidence& evidence, const Reading& now, std::int64_t span) {
    std::optional<Reading> best;
    for (const auto line : lines_of(item(evidence, "history").value_or(""))) {
        auto past = reading_in(line);
        if (past.boot == now.boot && !past.boot.empty() && now.time - past.time >= span)
            best = std::move(past);
    }
    return best;
}

/// What to compare with: the reading at the start of this run, or where that is less than a minute
/// old, a run remembered that is not.
Reading earlier(const Evidence& evidence, const Reading& now) {
    auto start = reading_in(item(evidence, "counters.before").value_or(""));
    if (now.time - start.time >= good_span) return start;
    if (auto past = remembered(evidence, now, good_span)) return std::move(*past);
    if (now.time - start.time >= least_span) return start;
    return remembered(evidence, now, least_span).value_or(std::move(start));
}

}  // namespace

bool Picture::has_address(const std::string& device) const {
    return std::ranges::find(addresses, device, &SeenAddress::device) != addresses.end();
}

bool Picture::leads_here(const std::string& address) const {
    return is_loopback(address) ||
           std::ranges::find(addresses, address, &SeenAddress::address) != addresses.end();
}

std::optional<bool> Picture::answers_arp(const std::string& address) const {
    const auto found = neighbours.find(address);
    if (found == neighbours.end()) return std::nullopt;
    return found->second;
}

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    read_run(evidence, picture);
    read_devices(evidence, picture);
    read_settings(evidence, picture);
    if (const auto document = json::parse(item(evidence, "sockets").value_or("")))
        picture.traffic = traffic_from(*document);
    each_of(evidence, "names",
            [&](const json::value& each) { picture.names.push_back(name_answer_from(each)); });
    each_of(evidence, "peers",
            [&](const json::value& each) { picture.peers.push_back(peer_from(each)); });
    picture.now = reading_in(item(evidence, "counters").value_or(""));
    picture.before = earlier(evidence, picture.now);
    return picture;
}

std::string name_of(const Peer& peer) {
    if (peer.address.empty() || peer.address == peer.host) return peer.host;
    return peer.host + " (" + peer.address + ")";
}

std::string few(const std::vector<std::string>& words) {
    const auto shown = std::min(words.size(), most_shown);
    auto text = joined(std::vector<std::string>(
        words.begin(), words.begin() + static_cast<std::ptrdiff_t>(shown)));
    if (shown < words.size()) text += ", +" + std::to_string(words.size() - shown);
    return text;
}

}  // namespace diag::network
