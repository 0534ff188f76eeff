// SPDX-License-Identifier: Apache-2.0
// Proxy settings: where they stand, whom they lead to, and whom they leave alone. Logins stay where
// they are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace diag::network {

struct Proxy {
    std::string where;     ///< "/etc/environment", "systemd", "covi (pid 1234)"
    std::string variable;  ///< "https_proxy", "http.proxyHost"
    std::string host;
    std::uint16_t port = 0;  ///< 0: not said
    bool login = false;      ///< it holds a user; which is not kept
    std::vector<std::string> exceptions;
};

/// The proxies that lines "NAME=VALUE" set (environ(7), environment(5)), quotes and a leading
/// "export" forgiven. At most 16; "no_proxy" goes to each of them.
std::vector<Proxy> proxies_in(std::string_view text, std::string_view where);

/// ... that a command line gives a Java machine: -Dhttp.proxyHost and its kin. What is between '|'
/// in http.nonProxyHosts is exempt, and loopback always (Java networking properties).
std::vector<Proxy> proxies_in(const std::vector<std::string>& argv, std::string_view where);

/// Whether requests to `host` pass by the proxy: "*", the name or its end, an address, a network in
/// CIDR notation; "10.*" of Java. Programs differ; the most generous reading counts.
bool is_exempt(const Proxy& proxy, const std::string& host, const std::string& address);

}  // namespace diag::network
