// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/loopback.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

#include "platform/files.hpp"
#include "platform/https.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_limit = 1 << 20;

/// What a unit of the line half may be told beside its own file.
constexpr std::array drop_ins{"/etc/systemd/system/safr-diag-line.service.d",
                              "/run/systemd/system/safr-diag-line.service.d",
                              "/usr/local/lib/systemd/system/safr-diag-line.service.d"};

bool named_loopback(std::string_view host, std::string_view hosts) {
    if (is_loopback(host)) return true;
    for (const auto line : lines_of(hosts)) {
        const auto words = words_of(line.substr(0, line.find('#')));
        if (words.size() > 1 && is_loopback(words.front()) &&
            std::find(words.begin() + 1, words.end(), host) != words.end())
            return true;
    }
    return false;
}

/// The stub of systemd-resolved is what the unit lets through (resolved.conf(5)).
bool other_local_resolver(std::string_view resolver) {
    bool any = false;
    for (const auto line : lines_of(resolver)) {
        const auto words = words_of(line);
        if (words.size() < 2 || words.front() != "nameserver") continue;
        any = true;
        if (is_loopback(words[1]) && words[1] != "127.0.0.53" && words[1] != "127.0.0.54")
            return true;
    }
    return !any;
}

bool is_loopback_range(std::string_view word) {
    return word == "localhost" || word == "any" || word.starts_with("127.") || word == "::1" ||
           word == "::1/128";
}

/// Somebody here has said that the unit may.
bool told_in_drop_in() {
    for (const fs::path directory : drop_ins) {
        const auto names = system_files().list(directory, 100);
        for (const auto& name : names ? *names : std::vector<std::string>{}) {
            if (!name.ends_with(".conf")) continue;
            const auto text = system_files().read(directory / name, file_limit);
            if (text && allows_loopback(*text)) return true;
        }
    }
    return false;
}

}  // namespace

std::string loopback_needed(const config::Config& config, std::string_view hosts,
                            std::string_view resolver) {
    const auto proxy = config.desk.proxy.empty() ? Result<Proxy>{Error{Fault::absent, ""}}
                                                 : proxy_from(config.desk.proxy);
    const auto url = https_url_from(config.desk.url);
    const auto host = proxy ? proxy->host : url ? url->host : std::string();
    if (named_loopback(host, hosts))
        return (proxy ? "the proxy " : "the desk ") + host + " is on this machine's loopback";
    if (!is_address(host) && other_local_resolver(resolver))
        return "the name server of /etc/resolv.conf is on this machine's loopback";
    return {};
}

bool allows_loopback(std::string_view drop_in) {
    constexpr std::string_view key = "IPAddressAllow";
    bool in_service = false, allowed = false;
    for (const auto each : lines_of(drop_in)) {
        const auto line = trimmed(each);
        if (line.starts_with('[')) in_service = line == "[Service]";
        const auto equals = line.find('=');
        if (!in_service || equals == line.npos || trimmed(line.substr(0, equals)) != key) continue;
        const auto words = words_of(line.substr(equals + 1));
        if (words.empty()) allowed = false;
        allowed |= std::any_of(words.begin(), words.end(), is_loopback_range);
    }
    return allowed;
}

std::string blocked_by_unit(const config::Config& config) {
    const auto hosts = system_files().read("/etc/hosts", file_limit);
    const auto resolver = system_files().read("/etc/resolv.conf", file_limit);
    const auto why = loopback_needed(config, hosts ? *hosts : "", resolver ? *resolver : "");
    if (why.empty() || told_in_drop_in()) return {};
    return why + ", which safr-diag-line.service may not reach: systemctl edit safr-diag-line, " +
           "[Service] IPAddressAllow=localhost, then systemctl restart safr-diag";
}

}  // namespace diag::commands
