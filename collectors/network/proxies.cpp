// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/proxies.hpp"

#include <algorithm>
#include <array>

#include "collectors/network/addresses.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t most_proxies = 16;
constexpr std::size_t most_exceptions = 256;

constexpr std::array<std::string_view, 3> variables{"http_proxy", "https_proxy", "all_proxy"};

std::string_view unquoted(std::string_view text) {
    text = trimmed(text);
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
        text.back() == text.front())
        return text.substr(1, text.size() - 2);
    return text;
}

std::uint16_t port_in(std::string_view text) {
    const auto port = natural(text).value_or(0);
    return port < 65'536 ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
}

/// "http://user:password@host:port/" without its login.
Proxy proxy_of(std::string_view url) {
    Proxy proxy;
    if (const auto scheme = url.find("://"); scheme != url.npos) url.remove_prefix(scheme + 3);
    if (const auto at = url.rfind('@'); at != url.npos) {
        proxy.login = true;
        url.remove_prefix(at + 1);
    }
    url = url.substr(0, url.find('/'));
    const auto bracket = url.find(']');
    const auto colon = url.rfind(':');
    if (colon != url.npos && (bracket == url.npos || colon > bracket)) {
        proxy.port = port_in(url.substr(colon + 1));
        url = url.substr(0, colon);
    }
    if (url.starts_with('[') && url.ends_with(']')) url = url.substr(1, url.size() - 2);
    proxy.host = printable(url);
    return proxy;
}

void add_exceptions(std::vector<std::string>& all, std::string_view list, std::string_view marks) {
    while (!list.empty() && all.size() < most_exceptions) {
        const auto end = std::min(list.find_first_of(marks), list.size());
        if (const auto word = trimmed(list.substr(0, end)); !word.empty())
            all.push_back(lowered(printable(word)));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

bool matches(std::string_view exception, std::string_view host) {
    if (exception == "*" || exception == host) return true;
    if (exception.ends_with('*'))
        return host.starts_with(exception.substr(0, exception.size() - 1));
    if (exception.starts_with('*')) exception.remove_prefix(1);
    if (exception.starts_with('.')) exception.remove_prefix(1);
    return host == exception || (host.size() > exception.size() && host.ends_with(exception) &&
                                 host[host.size() - exception.size() - 1] == '.');
}

bool in_network(std::string_view exception, const std::string& address) {
    const auto slash = exception.find('/');
    if (slash == std::string_view::npos || address.empty()) return false;
    const auto prefix = natural(exception.substr(slash + 1));
    return prefix && *prefix <= 128 &&
           same_network(std::string(exception.substr(0, slash)), address,
                        static_cast<int>(*prefix));
}

}  // namespace

std::vector<Proxy> proxies_in(std::string_view text, std::string_view where) {
    std::vector<Proxy> proxies;
    std::vector<std::string> exceptions;
    for (auto line : lines_of(text)) {
        line = trimmed(line);
        if (line.starts_with("export ")) line = trimmed(line.substr(7));
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        const auto name = lowered(trimmed(line.substr(0, equals)));
        const auto value = unquoted(line.substr(equals + 1));
        if (name == "no_proxy") add_exceptions(exceptions, value, ", ");
        if (std::ranges::find(variables, name) == variables.end() || value.empty()) continue;
        auto proxy = proxy_of(value);
        proxy.where = where;
        proxy.variable = name;
        if (!proxy.host.empty() && proxies.size() < most_proxies)
            proxies.push_back(std::move(proxy));
    }
    for (auto& proxy : proxies) proxy.exceptions = exceptions;
    return proxies;
}

std::vector<Proxy> proxies_in(const std::vector<std::string>& argv, std::string_view where) {
    std::vector<Proxy> proxies;
    std::vector<std::string> exceptions{"localhost", "127.*", "[::1]", "0.0.0.0"};
    for (const std::string_view word : argv) {
        if (!word.starts_with("-D")) continue;
        const auto equals = word.find('=');
        if (equals == std::string_view::npos) continue;
        const auto name = word.substr(2, equals - 2);
        const auto value = word.substr(equals + 1);
        if (name == "http.nonProxyHosts") add_exceptions(exceptions, value, "|");
        if ((name != "http.proxyHost" && name != "https.proxyHost" && name != "socksProxyHost") ||
            value.empty() || proxies.size() >= most_proxies)
            continue;
        auto proxy = proxy_of(value);
        proxy.where = where;
        proxy.variable = printable(name);
        proxies.push_back(std::move(proxy));
    }
    for (auto& proxy : proxies) proxy.exceptions = exceptions;
    return proxies;
}

bool is_exempt(const Proxy& proxy, const std::string& host, const std::string& address) {
    return std::ranges::any_of(proxy.exceptions, [&](const std::string& exception) {
        return matches(exception, lowered(host)) || matches(exception, address) ||
               in_network(exception, address);
    });
}

}  // namespace diag::network
