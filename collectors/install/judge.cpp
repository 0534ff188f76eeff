// SPDX-License-Identifier: Apache-2.0
#include "collectors/install/judge.hpp"

#include <algorithm>
#include <set>

#include "collectors/install/ports_conf.hpp"
#include "platform/text.hpp"

namespace diag::install {
namespace {

constexpr std::string_view installers_default = "/opt/RealNetworks/SAFR";  // vendor article K5

json::value document(const Evidence& evidence, std::string_view name) {
    const auto text = item(evidence, name);
    auto parsed = text ? json::parse(*text) : Result<json::value>{json::value{}};
    return parsed ? std::move(*parsed) : json::value{};
}

std::string_view title_of(std::string_view service) {
    const auto* known = service_named(service);
    return known ? known->title : service;
}

void judge_presence(const Site& site, const json::value& discovery, Judgement& judgement) {
    const bool there = json::flag_at(discovery, "root_there").value_or(false);
    if (!there && site.processes.empty()) {
        const auto severity =
            site.program_root == installers_default ? Severity::info : Severity::warning;
        judgement.findings.push_back(
            {"install.not_found", severity, {{"root", site.program_root}}, {"discovery"}});
    } else if (site.processes.empty()) {
        const bool sees_all = json::flag_at(discovery, "sees_all").value_or(false);
        judgement.findings.push_back({sees_all ? "install.nothing_runs" : "install.not_seen",
                                      sees_all ? Severity::critical : Severity::unknown,
                                      {{"root", site.program_root}},
                                      {"site"}});
    }
}

/// Nothing is known of other processes without the right to look at them.
void judge_taken(const json::value& discovery, Judgement& judgement) {
    if (!json::flag_at(discovery, "sees_all").value_or(false)) return;
    for (const auto& each : json::list_at(discovery, "taken"))
        judgement.findings.push_back(
            {"install.port_taken",
             Severity::warning,
             {{"port", std::to_string(json::integer_at(each, "port").value_or(0))},
              {"service", std::string(title_of(json::text_at(each, "service").value_or("")))}},
             {"discovery", "site"}});
}

void judge_ports_conf(const Evidence& evidence, const Site& site, Judgement& judgement) {
    const auto found = evidence.find("safrports.conf");
    if (found == evidence.end()) return;
    if (!found->second) {
        const auto& error = found->second.error();
        if (error.fault != Fault::absent)
            judgement.findings.push_back({"install.ports_conf_unreadable",
                                          Severity::info,
                                          {{"reason", error.what}},
                                          {"safrports.conf"}});
        return;
    }
    const auto ports = ports_in(*found->second);
    if (ports.empty())
        judgement.findings.push_back({"install.ports_conf_empty",
                                      Severity::warning,
                                      {{"root", site.program_root}},
                                      {"safrports.conf"}});
    for (const auto& service : services()) {
        std::set<std::uint16_t> told;
        std::set<std::uint16_t> heard;
        for (const auto& port : ports)
            if (port.service == service.id) told.insert(port.port);
        for (const auto* process : processes_of(site, service.id))
            for (const auto& listener : process->listeners) heard.insert(listener.port);
        const bool agree = std::ranges::any_of(
            told, [&](const std::uint16_t port) { return heard.contains(port); });
        if (!told.empty() && !heard.empty() && !agree)
            judgement.findings.push_back({"install.port_differs",
                                          Severity::warning,
                                          {{"service", std::string(service.title)},
                                           {"configured", joined(told)},
                                           {"listening", joined(heard)}},
                                          {"safrports.conf", "site"}});
    }
}

void note_processes(const Site& site, Judgement& judgement) {
    for (const auto& process : site.processes) {
        std::set<std::uint16_t> ports;
        for (const auto& listener : process.listeners) ports.insert(listener.port);
        auto text = process.service.empty() ? process.program.substr(process.program.rfind('/') + 1)
                                            : std::string(title_of(process.service));
        text += ", " + process.user;
        if (!ports.empty()) text += ", " + joined(ports);
        text += ", " + bytes_text(process.resident);
        judgement.facts.push_back({"install.process", text});
    }
}

void note(const Evidence& evidence, const Site& site, Judgement& judgement) {
    judgement.facts.push_back({"install.program_root", site.program_root});
    if (site.data_root != site.program_root)
        judgement.facts.push_back({"install.data_root", site.data_root});
    judgement.facts.push_back({"install.role", site.role});
    if (!site.nodes.empty())
        judgement.facts.push_back({"install.nodes", std::to_string(site.nodes.size())});
    if (const auto virgo = item(evidence, "virgo_version"))
        judgement.facts.push_back(
            {"install.virgo_version", printable(virgo->substr(virgo->rfind('/') + 1))});
    note_processes(site, judgement);
}

/// Whoever reads a report must know what an upgrade went ahead without.
void judge_set_aside(const Evidence& evidence, Judgement& judgement) {
    for (auto each = evidence.lower_bound("set_aside."); each != evidence.end(); ++each) {
        if (!each->first.starts_with("set_aside.")) break;
        const auto waiver = document(evidence, each->first);
        const auto word = [&](std::string_view key) {
            return printable(json::text_at(waiver, key).value_or("?"));
        };
        judgement.findings.push_back({"install.condition_set_aside",
                                      Severity::warning,
                                      {{"condition", word("condition")},
                                       {"version", word("to")},
                                       {"by", word("by")},
                                       {"reason", word("reason")},
                                       {"until", word("until").substr(0, 16) + "Z"}},
                                      {each->first}});
    }
}

}  // namespace

Judgement judge(const Evidence& evidence, const Thresholds&) {
    Judgement judgement;
    judge_set_aside(evidence, judgement);
    const auto site = site_from(document(evidence, "site"));
    if (!site.known) return judgement;
    const auto discovery = document(evidence, "discovery");
    judge_presence(site, discovery, judgement);
    judge_taken(discovery, judgement);
    judge_ports_conf(evidence, site, judgement);
    if (!site.processes.empty() || json::flag_at(discovery, "root_there").value_or(false))
        note(evidence, site, judgement);
    return judgement;
}

}  // namespace diag::install
