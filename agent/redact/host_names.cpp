// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/host_names.hpp"

#include <algorithm>
#include <array>

#include "agent/redact/addresses.hpp"
#include "agent/redact/bytes.hpp"
#include "platform/text.hpp"

namespace diag::redact {
namespace {

constexpr Table host_bytes = table_of(".-_", true);
constexpr std::size_t longest = 253;  // RFC 1035 2.3.4
constexpr std::size_t shortest_name = 4;
constexpr std::size_t shortest_domain = 7;

/// In order. Words that stand in logs for something else than a machine. A machine that is called
/// so is still found in URLs with a domain, and by its full name.
constexpr auto common = std::to_array<std::string_view>(
    {"access",    "action",   "address", "admin",     "agent",      "alert",      "alpha",
     "amqp",      "apache",   "archive", "ares",      "auth",       "backend",    "backup",
     "base",      "beta",     "bin",     "boot",      "broker",     "build",      "cache",
     "camera",    "cameras",  "capture", "client",    "closed",     "cloud",      "cluster",
     "common",    "compute",  "config",  "connect",   "connection", "console",    "container",
     "control",   "core",     "covi",    "data",      "database",   "db",         "debian",
     "debug",     "default",  "demo",    "desktop",   "detect",     "develop",    "device",
     "disabled",  "disk",     "display", "dns",       "docker",     "edge",       "empty",
     "enabled",   "error",    "event",   "events",    "example",    "face",       "failed",
     "failure",   "false",    "feed",    "file",      "files",      "frontend",   "gateway",
     "global",    "group",    "health",  "home",      "host",       "hostname",   "image",
     "images",    "index",    "info",    "install",   "internal",   "invalid",    "java",
     "kernel",    "linux",    "local",   "localhost", "login",      "logs",       "lookup",
     "machine",   "mail",     "main",    "manager",   "master",     "media",      "member",
     "memory",    "message",  "missing", "mongo",     "mongod",     "mongodb",    "monitor",
     "mysql",     "name",     "network", "nginx",     "node",       "none",       "null",
     "office",    "person",   "primary", "process",   "prod",       "production", "proxy",
     "public",    "redis",    "refused", "remote",    "replica",    "request",    "resolve",
     "response",  "root",     "safr",    "secondary", "secure",     "security",   "server",
     "service",   "services", "shared",  "staging",   "standby",    "status",     "storage",
     "stream",    "system",   "test",    "thread",    "timeout",    "true",       "ubuntu",
     "undefined", "unknown",  "unset",   "user",      "video",      "virga",      "virgo"});
static_assert(std::is_sorted(common.begin(), common.end()));

/// Domains that only a site's own network knows.
constexpr std::array<std::string_view, 8> local_tops{"local", "lan",  "internal",    "intranet",
                                                     "corp",  "home", "localdomain", "private"};

/// Top domains of organisations; those of countries have two letters.
constexpr std::array<std::string_view, 12> wide_tops{"com",  "net", "org", "edu",   "gov",  "mil",
                                                     "info", "biz", "int", "cloud", "arpa", "name"};

/// Ends of names that are no customer's.
constexpr auto public_ends = std::to_array<std::string_view>(
    {"apache.org",     "w3.org",         "xmlsoap.org",   "onvif.org",      "springframework.org",
     "spring.io",      "safr.com",       "safr.real.com", "real.com",       "realnetworks.com",
     "cv-instam.real", "oracle.com",     "sun.com",       "java.net",       "eclipse.org",
     "openssl.org",    "mongodb.org",    "mongodb.com",   "github.com",     "github.io",
     "debian.org",     "ubuntu.com",     "kernel.org",    "gnu.org",        "freedesktop.org",
     "systemd.io",     "nginx.org",      "nvidia.com",    "intel.com",      "microsoft.com",
     "google.com",     "googleapis.com", "mozilla.org",   "chrome.com",     "apple.com",
     "ietf.org",       "rfc-editor.org", "iana.org",      "oasis-open.org", "xml.org",
     "maven.org",      "npmjs.com",      "docker.com",    "docker.io",      "medium.com",
     "logback.qos.ch", "slf4j.org"});

/// Names below these stand for nobody (RFC 2606, RFC 6761), or are stand-ins of ours.
constexpr std::array<std::string_view, 3> reserved_ends{"invalid", "localhost", "arpa"};

/// Where the dot before `end` would be is looked at first: most names are done with then.
bool ends_with_domain(std::string_view name, std::string_view end) {
    if (name.size() == end.size()) return same_words(name, end);
    const auto at = name.size() - end.size();
    return name.size() > end.size() && name[at - 1] == '.' && says(name, at, end);
}

}  // namespace

bool is_common_word(std::string_view name) {
    constexpr std::size_t longest_common = 10;
    return name.size() <= longest_common &&
           std::binary_search(common.begin(), common.end(), lowered(name));
}

bool is_public_host(std::string_view name) {
    const auto is_below = [&](std::string_view end) { return ends_with_domain(name, end); };
    return std::any_of(public_ends.begin(), public_ends.end(), is_below) ||
           std::any_of(reserved_ends.begin(), reserved_ends.end(), is_below);
}

bool is_host_name(std::string_view text) {
    if (text.size() < 2 || text.size() > longest || ipv4_of(text)) return false;
    if (!in(alphanumerics, text.front()) || !in(alphanumerics, text.back())) return false;
    if (text.find("..") != text.npos) return false;
    const bool fits =
        std::all_of(text.begin(), text.end(), [](char c) { return in(host_bytes, c); });
    const auto is_letter = [](char c) { return in(alphanumerics, c) && !in(digits, c); };
    return fits && std::any_of(text.begin(), text.end(), is_letter);
}

bool is_telling_name(std::string_view name) {
    return name.size() >= shortest_name && is_host_name(name) && !is_common_word(name);
}

bool is_local_host(std::string_view name) {
    const auto top = name.substr(name.rfind('.') + 1);
    return std::any_of(local_tops.begin(), local_tops.end(),
                       [&](std::string_view each) { return same_words(top, each); });
}

bool is_full_host_name(std::string_view name) {
    const auto dots = std::count(name.begin(), name.end(), '.');
    if (dots == 0 || !is_host_name(name) || is_public_host(name)) return false;
    if (is_local_host(name)) return true;
    const auto top = name.substr(name.rfind('.') + 1);
    const bool country = top.size() == 2 &&
                         std::none_of(top.begin(), top.end(), [](char c) { return in(digits, c); });
    return dots > 1 && (country || std::any_of(wide_tops.begin(), wide_tops.end(),
                                               [&](auto each) { return same_words(top, each); }));
}

std::size_t host_end(std::string_view text, std::size_t from) {
    auto to = skip(text, host_bytes, from, std::min(text.size(), from + longest + 1));
    while (to > from && !in(alphanumerics, text[to - 1])) --to;
    return to;
}

bool is_taken_host(std::string_view host) {
    if (!is_host_name(host) || is_public_host(host)) return false;
    return host.find('.') != host.npos || is_telling_name(host);
}

HostForms forms_of(std::string_view name) {
    HostForms forms;
    while (name.ends_with('.')) name.remove_suffix(1);
    if (!is_host_name(name) || is_public_host(name)) return forms;
    const auto full = lowered(name);
    const auto dot = full.find('.');
    const auto first = full.substr(0, dot);
    if (is_telling_name(first)) forms.names.push_back(first);
    if (dot == std::string::npos) return forms;
    forms.names.push_back(full);
    const auto domain = full.substr(dot + 1);
    if (domain.find('.') != std::string::npos && domain.size() >= shortest_domain &&
        is_host_name(domain) && !is_public_host(domain))
        forms.domains.push_back(domain);
    return forms;
}

std::string backwards(std::string_view name) {
    std::string result;
    auto parts = parts_of(name, '.');
    std::reverse(parts.begin(), parts.end());
    for (const auto part : parts) result += (result.empty() ? "" : ".") + std::string(part);
    return result;
}

}  // namespace diag::redact
