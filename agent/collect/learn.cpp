// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/learn.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "agent/redact/host_names.hpp"
#include "collectors/cameras/url.hpp"
#include "collectors/integrations/systems.hpp"
#include "collectors/mongo/targets.hpp"
#include "collectors/nfs/target.hpp"
#include "collectors/notifications/actions.hpp"
#include "platform/host_port.hpp"
#include "platform/https.hpp"
#include "platform/text.hpp"

namespace diag::collect {
namespace {

constexpr std::size_t file_limit = std::size_t{256} << 10;
constexpr std::size_t item_limit = std::size_t{4} << 20;
constexpr std::size_t evidence_limit = std::size_t{16} << 20;
constexpr std::size_t most_files = 256;
constexpr std::size_t most_entries = 20'000;
constexpr milliseconds patience_a_file{500};
constexpr milliseconds patience_a_walk{2'000};
constexpr milliseconds patience_in_all{5'000};

constexpr std::array<std::string_view, 11> endings{".conf", ".config", ".properties", ".yml",
                                                   ".yaml", ".xml",    ".json",       ".ini",
                                                   ".env",  ".cfg",    ".toml"};
/// Folders without configuration, some of them with millions of files (safr-facts 2.1, 2.4).
constexpr std::array<std::string_view, 6> left_aside{"cv-storage",   "logs", "log",
                                                     "SAFR-backups", "tmp",  "node_modules"};
/// VIRGO's factory settings on Linux (safr-facts 2.3).
constexpr std::array<std::string_view, 2> elsewhere{"/etc/virgo-factory.conf",
                                                    "/etc/virgo-factory.config"};

bool is_configuration(const Entry& entry) {
    if (entry.kind != Kind::file || entry.bytes > file_limit) return false;
    for (const auto part : parts_of(entry.path, '/'))
        if (std::find(left_aside.begin(), left_aside.end(), part) != left_aside.end()) return false;
    return std::any_of(endings.begin(), endings.end(),
                       [&](std::string_view each) { return entry.path.ends_with(each); });
}

std::vector<std::string> configuration_files(const Scope& scope, Paths& paths) {
    std::set<std::string> roots{scope.program_root, scope.data_root};
    std::vector<std::string> files(elsewhere.begin(), elsewhere.end());
    for (const auto& root : roots) {
        if (root.empty()) continue;
        const auto walk = paths.walk(root, most_entries, patience_a_walk);
        if (!walk) continue;
        for (const auto& entry : walk->entries)
            if (files.size() < most_files && is_configuration(entry))
                files.push_back(root + "/" + entry.path);
    }
    return files;
}

/// What this machine is called is a plain word on many servers, which is no news to tell.
void learn_own_name(redact::Learner& learner, std::string_view name) {
    const auto forms = redact::forms_of(name);
    if (!forms.names.empty() || !forms.domains.empty()) learner.add_host(name);
}

/// Names and their addresses, hosts(5). Those of loopback are everybody's.
void learn_hosts_file(redact::Learner& learner, std::string_view text) {
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line.substr(0, line.find('#')));
        for (std::size_t i = 1; i < words.size(); ++i)
            if (!words[i].starts_with("localhost") && !words[i].starts_with("ip6-"))
                learn_own_name(learner, words[i]);
    }
}

/// The machine's own name, alone and with each domain that names are searched in (resolv.conf(5)).
void learn_own_names(redact::Learner& learner, Files& files) {
    const auto told = files.read("/proc/sys/kernel/hostname", file_limit);
    const std::string own(told ? trimmed(*told) : std::string_view{});
    learn_own_name(learner, own);
    const auto resolver = files.read("/etc/resolv.conf", file_limit);
    const auto stem = own.substr(0, own.find('.'));
    for (const auto line : lines_of(resolver ? std::string_view(*resolver) : std::string_view{})) {
        const auto words = words_of(line);
        if (words.empty() || (words[0] != "search" && words[0] != "domain") || stem.empty())
            continue;
        for (std::size_t i = 1; i < words.size(); ++i)
            learn_own_name(learner, stem + "." + std::string(words[i]));
    }
    if (const auto hosts = files.read("/etc/hosts", file_limit)) learn_hosts_file(learner, *hosts);
}

void learn_settings(redact::Learner& learner, const Scope& scope) {
    for (const auto& [name, account] : scope.accounts) learner.add_secret(account.password);
    for (const auto& node : scope.nodes) learner.add_host(node);
    for (const auto& node : scope.site.nodes) learner.add_host(node);
    for (const auto& database : scope.mongo.hosts)
        if (const auto target = mongo::target_from(database, "configuration"))
            learner.add_host(target->host);
    for (const auto& share : scope.nfs.exports)
        if (const auto target = nfs::parse_export(share)) learner.add_host(target->server);
    for (const auto& text : scope.integrations.systems)
        if (const auto system = integrations::system_from(text)) learner.add_host(system->host);
    for (const auto& server : scope.notifications.servers)
        if (const auto mail = host_port_from(server)) learner.add_host(mail->host);
    for (const auto& endpoint : scope.cloud.endpoints)
        if (const auto url = https_url_from(endpoint)) learner.add_host(url->host);
    const auto licence = host_port_from(scope.cloud.licence_server);
    if (licence) learner.add_host(licence->host);
    if (const auto proxy = proxy_from(scope.cloud.proxy)) learner.add_host(proxy->host);
}

/// Its syntax is loose and may be broken besides: what its own reader takes for a password is one,
/// whatever the quotation marks around it.
void learn_actions(redact::Learner& learner, const std::string& file, std::string_view text) {
    if (!file.ends_with("/SAFRActions.config")) return;
    for (const auto& secret : notifications::secrets_in(text)) learner.add_secret(secret);
}

/// After SAFR's own configuration: the passwords of hundreds of cameras leave no room for others.
void learn_cameras(redact::Learner& learner, const Scope& scope) {
    for (const auto& url : scope.cameras.urls) {
        const auto stream = cameras::parse_stream_url(url);
        if (!stream) continue;
        learner.add_host(stream->host);
        if (stream->login) learner.add_secret(stream->login->password);
    }
}

/// Command lines as a shell has them, so that "--password x" is seen as one.
void learn_processes(redact::Learner& learner, const Site& site) {
    for (const auto& process : site.processes)
        learner.read_configuration(joined(process.argv, " ") + "\n");
    for (const auto& node : site.nodes) learner.add_host(node);
}

}  // namespace

void learn_of_site(redact::Learner& learner, const Scope& scope, const Machine& machine) {
    learn_settings(learner, scope);
    learn_own_names(learner, machine.files);
    const auto end = system_clock().uptime() + patience_in_all;
    for (const auto& file : configuration_files(scope, machine.paths)) {
        if (system_clock().uptime() > end) break;
        const auto text = machine.paths.read(file, file_limit, patience_a_file);
        if (!text) continue;
        learner.read_configuration(*text);
        learn_actions(learner, file, *text);
    }
    learn_cameras(learner, scope);
}

void learn_of_evidence(redact::Learner& learner, std::span<const run::Gathered> gathered) {
    for (const auto& each : gathered) {
        const auto discovered = each.collector->discovers;
        if (const auto text = item(each.evidence, discovered); text && !discovered.empty())
            if (const auto document = json::parse(*text))
                learn_processes(learner, site_from(*document));
    }
    std::size_t read = 0;
    for (const auto& each : gathered)
        for (const auto& [name, value] : each.evidence) {
            if (!value || value->size() > item_limit || read > evidence_limit) continue;
            read += value->size();
            learner.read_evidence(*value);
        }
}

}  // namespace diag::collect
