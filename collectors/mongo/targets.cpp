// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/targets.hpp"

#include <algorithm>

#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::uint16_t default_port = 27017;
constexpr std::size_t longest_host = 253;  // RFC 1035

std::optional<std::uint16_t> port_from(std::string_view text) {
    const auto port = natural(text);
    if (!port || *port == 0 || *port > 65535) return {};
    return static_cast<std::uint16_t>(*port);
}

/// Case is nothing in host names (RFC 4343).
bool is_same_name(std::string_view one, std::string_view other) {
    return lowered(one) == lowered(other);
}

/// A daemon of which no listener is known yet may be where it was told to be on this machine, but
/// on no host that it names.
bool is_held_by(const Daemon& daemon, const Target& target) {
    const bool here = is_loopback(target.host);
    const auto& listeners = daemon.process->listeners;
    if (listeners.empty()) return here && target_of(daemon).port == target.port;
    return std::ranges::any_of(listeners, [&](const Listener& listener) {
        const auto& address = listener.address;
        return listener.port == target.port &&
               (address == target.host || (here && (is_wildcard(address) || is_loopback(address))));
    });
}

std::string_view setting(const Daemon& daemon, std::string_view name) {
    const auto found = daemon.settings.find(name);
    return found == daemon.settings.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace

std::string Target::address() const { return authority_of(host, port); }

std::optional<Target> target_from(std::string_view text, std::string_view source) {
    text = trimmed(text);
    if (text.empty()) return {};
    Target target;
    target.source = source;
    auto rest = text;
    if (text.front() == '[') {
        const auto close = text.find(']');
        if (close == std::string_view::npos) return {};
        target.host = text.substr(1, close - 1);
        rest = text.substr(close + 1);
    } else {
        const auto colon = text.find(':');
        const bool bare_v6 = colon != text.rfind(':');
        target.host = bare_v6 ? text : text.substr(0, colon);
        rest = bare_v6 || colon == std::string_view::npos ? "" : text.substr(colon);
    }
    constexpr std::string_view never = "/@?,[]";
    const auto odd = [&](char c) { return c <= ' ' || never.find(c) != never.npos; };
    if (target.host.empty() || target.host.size() > longest_host ||
        std::ranges::any_of(target.host, odd))
        return {};
    if (rest.empty()) return target;
    const auto port = rest.front() == ':' ? port_from(rest.substr(1)) : std::nullopt;
    if (!port) return {};
    target.port = *port;
    return target;
}

Target target_of(const Daemon& daemon) {
    Target target{.host = "127.0.0.1", .source = "process", .tls = demands_tls(daemon.settings)};
    const auto& listeners = daemon.process->listeners;
    const auto told = port_from(setting(daemon, "net.port"));
    target.port = told ? *told : listeners.empty() ? default_port : listeners.front().port;
    std::vector<std::string> addresses;
    for (const auto& listener : listeners)
        if (listener.port == target.port) addresses.push_back(listener.address);
    if (addresses.empty())
        for (const auto part : parts_of(setting(daemon, "net.bindIp"), ','))
            if (!trimmed(part).empty()) addresses.emplace_back(trimmed(part));
    const bool here =
        addresses.empty() || std::ranges::any_of(addresses, [](const std::string& address) {
            return is_wildcard(address) || is_loopback(address);
        });
    const bool only_v6 =
        !addresses.empty() &&
        std::ranges::all_of(addresses, [](const std::string& address) { return address == "::1"; });
    if (only_v6)
        target.host = "::1";
    else if (!here)
        target.host = addresses.front();
    return target;
}

bool is_vouched_for(const Target& target, const Scope& scope, const std::vector<Daemon>& ours) {
    if (target.source == "configuration") return true;
    const auto names_it = [&](const std::string& configured) {
        const auto known = target_from(configured, "");
        return known && is_same_name(known->host, target.host);
    };
    return std::ranges::any_of(scope.nodes, names_it) ||
           std::ranges::any_of(scope.mongo.hosts, names_it) ||
           std::ranges::any_of(ours, [&](const Daemon& each) { return is_held_by(each, target); });
}

std::vector<std::string> announced_in(std::string_view hello) {
    std::vector<std::string> hosts;
    const auto document = json::parse(hello);
    if (!document) return hosts;
    for (const char* list : {"hosts", "passives", "arbiters"})
        for (const auto& host : json::list_at(*document, list))
            if (host.is_string()) hosts.emplace_back(host.get_string());
    return hosts;
}

std::string_view kind_of_host(std::string_view host) {
    if (is_loopback(host)) return "loopback";
    return is_address(host) ? "ip" : "name";
}

}  // namespace diag::mongo
