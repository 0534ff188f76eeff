// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/gather.hpp"

#include <algorithm>
#include <set>

#include "collectors/network/resolver.hpp"
#include "collectors/notifications/mx.hpp"
#include "platform/host_port.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t most_servers = 16;
constexpr std::size_t most_domains = 16;
constexpr std::size_t most_name_servers = 3;  // as glibc asks (resolv.conf(5), MAXNS)
constexpr std::size_t most_providers = 8;
constexpr std::size_t body_limit = 4 * 1024;
constexpr std::size_t log_limit = std::size_t{1} << 20;
constexpr std::size_t most_logs = 500;
constexpr std::size_t resolver_limit = 64 * 1024;
constexpr milliseconds names_patience{1'500};
constexpr milliseconds log_patience{1'500};
/// Servers that make strangers wait do so for 5 to 30 s before they greet.
constexpr milliseconds patience{20'000};
constexpr milliseconds patience_brief{1'500};
constexpr milliseconds provider_patience{10'000};
/// A visit has up to five steps that wait. With all else (names 5 s, providers 10 s, domains 1.5 s,
/// the log 4.5 s) the collector stays within its 75 s.
constexpr milliseconds visits_patience{45'000};

void give(Sink& sink, std::string_view name, const json::value& document) {
    sink.give(std::string(name), json::write(document));
}

/// Those of SAFRActions.config, then the site's own of which that file says nothing.
std::vector<Errand> errands_of(const Actions& actions, const NotificationSettings& settings,
                               const std::string& own) {
    std::vector<Errand> errands;
    const auto add = [&](Errand errand, auto same) {
        bool known = false;
        for (auto& each : errands)
            if (each.host == errand.host && each.port == errand.port && same(each, errand)) {
                known = true;
                each.builtin = each.builtin || errand.builtin;
            }
        if (!known && errands.size() < most_servers) errands.push_back(std::move(errand));
    };
    for (const auto& channel : actions.channels)
        if (channel.medium == Medium::mail && !channel.host.empty())
            add(errand_for(channel, own),
                [](const Errand& one, const Errand& two) { return one.security == two.security; });
    for (const auto& text : settings.servers)
        if (auto errand = errand_of(text, own)) {
            errand->builtin = true;
            // A server that awaits TLS from the first byte answers nobody who begins otherwise.
            add(std::move(*errand), [](const Errand& one, const Errand& two) {
                return (one.security == Security::tls) == (two.security == Security::tls);
            });
        }
    return errands;
}

void give_servers(World& world, const Actions& actions, Sink& sink) {
    const auto errands = errands_of(actions, world.scope.notifications, own_name(world.files));
    if (errands.empty()) return;
    sink.doing("asking the mail servers");
    json::array visits;
    const auto step = world.scope.brief ? patience_brief : patience;
    for (const auto& visit : visit_servers(errands, step, std::min(step * 5, visits_patience)))
        visits.push_back(to_json(visit));
    give(sink, "servers", visits);
}

void give_domains(World& world, const Actions& actions, Sink& sink) {
    std::set<std::string> unique;
    for (const auto& channel : actions.channels)
        unique.insert(channel.domains.begin(), channel.domains.end());
    std::vector<std::string> domains(unique.begin(), unique.end());
    domains.resize(std::min(domains.size(), most_domains));
    const auto recipients = domains.size();
    const auto resolver = world.files.read("/etc/resolv.conf", resolver_limit);
    std::vector<std::string> servers;
    if (resolver)
        for (const auto& each : network::parse_resolv_conf(*resolver).servers)
            if (is_address(each) && servers.size() < most_name_servers) servers.push_back(each);
    if (domains.empty() || servers.empty()) return;
    if (const auto& control = world.scope.cloud.control_name; !control.empty())
        domains.push_back(control);
    sink.doing("asking who takes mail for the recipients");
    const auto answers = ask_mx(servers, domains, names_patience);
    json::array all;
    for (std::size_t i = 0; i < domains.size(); ++i) {
        json::object each{{"domain", domains[i]}, {"control", i >= recipients}};
        if (answers[i]) {
            each["exists"] = !answers[i]->no_such_domain;
            each["takes_mail"] = !answers[i]->takes_no_mail;
            each["hosts"] = answers[i]->hosts.size();
            each["server"] = answers[i]->server;
        } else {
            each["fault"] = name_of(answers[i].error().fault);
            each["reason"] = answers[i].error().what;
        }
        all.push_back(std::move(each));
    }
    give(sink, "domains", all);
}

/// "https://api.example.org:8443": what a provider's address asks for. Port 0: it is none.
HttpRequest request_for(const std::string& url) {
    HttpRequest request{.method = "HEAD"};
    const auto end = url.find("://");
    if (end == url.npos) return request;
    request.scheme = url.substr(0, end);
    const auto server = std::string_view(url).substr(end + 3);
    const auto colon = server.rfind(':');
    const bool has_port = colon != server.npos && !server.ends_with(']');
    request.host = std::string(server.substr(0, has_port ? colon : server.npos));
    const auto port = has_port ? natural(server.substr(colon + 1))
                               : std::optional<std::uint64_t>(request.scheme == "https" ? 443 : 80);
    const bool known = request.scheme == "https" || request.scheme == "http";
    request.port = known && port && *port < 65'536 ? static_cast<std::uint16_t>(*port) : 0;
    return request;
}

/// Whether providers of short messages can be reached: any answer at all shows that.
void give_providers(World& world, const Actions& actions, Sink& sink) {
    std::vector<HttpRequest> requests;
    std::vector<std::string> urls;
    for (const auto& channel : actions.channels) {
        if (channel.medium != Medium::sms || channel.url.empty()) continue;
        auto request = request_for(channel.url);
        if (request.port == 0 || request.host.empty() || urls.size() >= most_providers ||
            std::find(urls.begin(), urls.end(), channel.url) != urls.end())
            continue;
        urls.push_back(channel.url);
        requests.push_back(std::move(request));
    }
    if (requests.empty()) return;
    sink.doing("asking the providers of short messages");
    const auto answers = world.http.ask(requests, body_limit,
                                        world.scope.brief ? patience_brief : provider_patience);
    json::array all;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        json::object each{{"url", urls[i]}, {"connected", answers[i].connected}};
        if (answers[i]) {
            each["status"] = answers[i]->status;
        } else {
            each["fault"] = name_of(answers[i].error().fault);
            each["reason"] = answers[i].error().what;
        }
        all.push_back(std::move(each));
    }
    give(sink, "providers", all);
}

/// The newest log of ARES.
std::string newest_log(World& world) {
    for (const auto& root : {world.scope.data_root, world.scope.program_root}) {
        if (root.empty()) continue;
        const auto walk = world.paths.walk(root + "/ares/logs", most_logs, log_patience);
        if (!walk) continue;
        const Entry* newest = nullptr;
        for (const auto& each : walk->entries)
            if (each.kind == Kind::file && !each.path.ends_with(".gz") &&
                (!newest || each.modified > newest->modified))
                newest = &each;
        if (newest) return root + "/ares/logs/" + newest->path;
    }
    return {};
}

void give_sent(World& world, const Actions& actions, Sink& sink) {
    const auto path = newest_log(world);
    if (path.empty()) return;
    const auto end = world.programs.run({"tail", "-c", std::to_string(log_limit), "--", path},
                                        log_limit + 1, log_patience);
    if (!end) return sink.give("sent", end.error());
    if (end->exit_code != 0)
        return sink.give("sent", Error{Fault::denied, path + " cannot be read"});
    const auto sent = sent_in(end->output, actions.channels);
    json::array labels;
    for (const auto& [label, count] : sent.by_label)
        labels.push_back({{"sending", label}, {"count", count}});
    give(sink, "sent",
         {{"labels", std::move(labels)}, {"too_late", sent.too_late}, {"lines", sent.lines}});
}

}  // namespace

std::optional<Errand> errand_of(std::string_view text, const std::string& own) {
    const auto server = host_and_port_from(text);
    if (!server) return std::nullopt;
    Errand errand{.host = server->host, .port = server->port, .own_name = own};
    if (errand.port == 465) errand.security = Security::tls;
    return errand;
}

Errand errand_for(const Channel& channel, const std::string& own) {
    Errand errand{.host = channel.host, .security = channel.security, .own_name = own};
    // Submission and SMTPS (RFC 6409, RFC 8314); 25 where nothing tells that TLS is wanted.
    errand.port = channel.port != 0                        ? channel.port
                  : channel.security == Security::tls      ? std::uint16_t{465}
                  : channel.security == Security::starttls ? std::uint16_t{587}
                                                           : std::uint16_t{25};
    return errand;
}

std::string own_name(Files& files) {
    const auto told = files.read("/proc/sys/kernel/hostname", 1'024);
    const std::string name(told ? trimmed(*told) : std::string_view{});
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.';
    });
    return plain && name.find('.') != name.npos ? name : "[127.0.0.1]";
}

std::vector<Visit> visit_servers(const std::vector<Errand>& errands, milliseconds step,
                                 milliseconds in_all) {
    std::vector<std::string> hosts;
    for (const auto& errand : errands) hosts.push_back(errand.host);
    const auto found = addresses_of(hosts, std::min(step, milliseconds{5'000}));
    std::vector<Call> calls;
    for (std::size_t i = 0; i < errands.size(); ++i)
        calls.push_back({.errand = errands[i], .addresses = found[i]});
    return visit_all(calls, step, in_all);
}

void gather(World& world, Sink& sink) {
    sink.give("time", std::to_string(world.clock.now().time_since_epoch().count()));
    sink.give("ares", processes_of(world.scope.site, "ares").empty() ? "stopped" : "running");
    const auto config = read_config(world.scope, world.paths);
    if (!config) {
        sink.give("config", config.error());
        give_servers(world, {}, sink);
        return;
    }
    const auto actions = actions_in(config->text);
    sink.give("path", config->path);
    give(sink, "config", to_json(actions));
    give_sent(world, actions, sink);
    give_servers(world, actions, sink);
    give_providers(world, actions, sink);
    give_domains(world, actions, sink);
}

}  // namespace diag::notifications
