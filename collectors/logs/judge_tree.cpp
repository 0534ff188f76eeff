// SPDX-License-Identifier: Apache-2.0
// Conclusions from where the logs are: missing, linked to nowhere, unreadable, silent, large.
#include <algorithm>
#include <map>
#include <set>

#include "collectors/logs/judge.hpp"
#include "collectors/logs/search.hpp"
#include "platform/text.hpp"

namespace diag::logs {
namespace {

constexpr std::string_view account = "tree";

void add(Judgement& judgement, std::string id, Severity severity, Parameters parameters) {
    judgement.findings.push_back(
        {std::move(id), severity, std::move(parameters), {std::string(account)}});
}

bool is_safr(const json::value& file) { return text_or(file, "name").starts_with("safr"); }

/// Whether the entry stands for a log of its own, and not for a link or something else.
bool is_log(const json::value& file) {
    const auto reason = text_or(file, "why");
    return reason.empty() || reason == why::before_window || reason == why::no_room ||
           reason == why::brief || reason == why::packed || reason == why::empty ||
           reason == why::too_many;
}

bool installed(const Case& of) {
    for (const auto& root : json::list_at(of.tree, "roots"))
        if (json::flag_at(root, "safr").value_or(false)) return true;
    return false;
}

void judge_roots(const Case& of, Judgement& judgement) {
    std::vector<std::string> paths;
    bool silent = false;
    for (const auto& root : json::list_at(of.tree, "roots")) {
        paths.push_back(text_or(root, "path"));
        const auto fault = text_or(root, "fault");
        if (fault.empty() || fault == name_of(Fault::absent)) continue;
        silent = true;
        add(judgement, "logs.root_unreadable", Severity::unknown,
            {{"path", paths.back()}, {"why", text_or(root, "what")}});
    }
    if (!silent && !installed(of))
        add(judgement, "logs.safr_absent", Severity::info, {{"path", listed(paths)}});
}

/// Services that have a log directory that could be listed, be it below the other root.
std::set<std::string> served(const Case& of) {
    std::set<std::string> services;
    for (const auto& directory : json::list_at(of.tree, "directories"))
        if (text_or(directory, "fault").empty() &&
            !json::flag_at(directory, "dangling").value_or(false))
            services.insert(text_or(directory, "service"));
    return services;
}

void judge_failure(const json::value& directory, const std::set<std::string>& fine,
                   std::vector<std::string>& unreadable, Judgement& judgement) {
    const auto service = text_or(directory, "service");
    const auto path = text_or(directory, "path");
    const auto fault = fault_named(text_or(directory, "fault"));
    if (fault == Fault::absent && service == "site")
        add(judgement, "logs.configured_missing", Severity::warning, {{"path", path}});
    else if (fault == Fault::absent && !fine.contains(service))
        add(judgement, "logs.directory_missing", Severity::warning,
            {{"service", service}, {"path", path}});
    else if (fault == Fault::refused)
        add(judgement, "logs.directory_refused", Severity::unknown,
            {{"path", path}, {"target", text_or(directory, "resolved")}});
    else if (fault != Fault::absent)
        unreadable.push_back(path + " (" + text_or(directory, "fault") + ")");
}

void judge_directories(const Case& of, Judgement& judgement) {
    const auto fine = served(of);
    std::vector<std::string> unreadable;
    for (const auto& directory : json::list_at(of.tree, "directories")) {
        const auto path = text_or(directory, "path");
        if (!text_or(directory, "fault").empty())
            judge_failure(directory, fine, unreadable, judgement);
        for (const auto& below : json::list_at(directory, "unreadable"))
            if (below.is_string()) unreadable.push_back(path + "/" + below.get_string().c_str());
        if (json::flag_at(directory, "cut").value_or(false))
            add(judgement, "logs.too_many_files", Severity::warning, {{"path", path}});
    }
    if (!unreadable.empty())
        add(judgement, "logs.directory_unreadable", Severity::unknown,
            {{"count", std::to_string(unreadable.size())}, {"paths", listed(unreadable)}});
}

/// Newest change of any log of each SAFR service.
std::map<std::string, Time> newest_of_services(const Case& of) {
    std::map<std::string, Time> newest;
    for (const auto& file : of.files()) {
        const auto when = time_at(file, "modified");
        if (!when || !is_safr(file) || !is_log(file)) continue;
        auto& latest = newest[text_or(file, "service")];
        latest = std::max(latest, *when);
    }
    return newest;
}

void judge_silence(const Case& of, Judgement& judgement) {
    const auto services = newest_of_services(of);
    if (!of.now || services.empty()) return;
    const std::chrono::duration<double, std::ratio<3600>> hours{of.bound("logs.silent_hours")};
    Time newest{};
    for (const auto& [service, when] : services) newest = std::max(newest, when);
    if (*of.now - newest > hours) {
        add(judgement, "logs.all_silent", Severity::warning, {{"last", to_text(newest)}});
        return;
    }
    for (const auto& [service, when] : services)
        if (newest - when > hours)
            add(judgement, "logs.service_silent", Severity::info,
                {{"service", service}, {"last", to_text(when)}, {"others", to_text(newest)}});
}

void judge_large_files(const Case& of, Judgement& judgement) {
    const auto bound = of.bound("logs.file_large") * (1ull << 30);
    for (const auto& file : of.files()) {
        const auto bytes = natural_at(file, "bytes");
        if (is_log(file) && static_cast<double>(bytes) > bound)
            add(judgement, "logs.file_large", Severity::warning,
                {{"path", text_or(file, "path")}, {"size", bytes_text(bytes)}});
    }
}

void judge_usage(const Case& of, Judgement& judgement) {
    std::map<std::string, std::uint64_t> used;
    std::uint64_t total = 0;
    for (const auto& file : of.files()) {
        if (!is_safr(file) || text_or(file, "why") == why::same_file) continue;
        used[text_or(file, "service")] += natural_at(file, "bytes");
        total += natural_at(file, "bytes");
    }
    if (static_cast<double>(total) <= of.bound("logs.usage_large") * (1ull << 30)) return;
    const auto most = std::max_element(
        used.begin(), used.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    add(judgement, "logs.usage_large", Severity::warning,
        {{"size", bytes_text(total)},
         {"service", most->first},
         {"share", bytes_text(most->second)}});
}

void judge_left_out(const Case& of, Judgement& judgement) {
    std::uint64_t bytes = 0;
    std::uint64_t count = natural_at(of.tree, "unlisted");
    for (const auto& file : of.files()) {
        const auto reason = text_or(file, "why");
        if (reason != why::no_room && reason != why::too_many) continue;
        ++count;
        bytes += natural_at(file, "bytes");
    }
    if (count > 0 && !json::flag_at(of.tree, "brief").value_or(false))
        add(judgement, "logs.left_out", Severity::info,
            {{"count", std::to_string(count)}, {"size", bytes_text(bytes)}});
}

void tell_facts(const Case& of, Judgement& judgement) {
    std::uint64_t taken = 0;
    std::uint64_t bytes = 0;
    std::set<std::string> services;
    std::optional<Time> oldest;
    for (const auto& file : of.files()) {
        if (is_log(file)) services.insert(text_or(file, "service"));
        if (const auto when = time_at(file, "modified"); when && is_safr(file) && is_log(file))
            oldest = oldest ? std::min(*oldest, *when) : *when;
        if (!text_or(file, "why").empty()) continue;
        ++taken;
        bytes += natural_at(file, "bytes");
    }
    judgement.facts.push_back({"logs.files", std::to_string(taken)});
    judgement.facts.push_back({"logs.size", bytes_text(bytes)});
    judgement.facts.push_back(
        {"logs.services", listed({services.begin(), services.end()}, services.size())});
    judgement.facts.push_back(
        {"logs.window", text_or(of.tree, "since") + " .. " + text_or(of.tree, "until")});
    if (oldest) judgement.facts.push_back({"logs.oldest", to_text(*oldest)});
}

}  // namespace

void judge_tree(const Case& of, Judgement& judgement) {
    if (!of.tree.is_object()) {
        const auto found = of.evidence.find(account);
        const bool told = found != of.evidence.end() && !found->second;
        add(judgement, "logs.not_searched", Severity::unknown,
            {{"why", told ? found->second.error().what : "-"}});
        return;
    }
    judge_roots(of, judgement);
    judge_directories(of, judgement);
    const auto safr_logs = std::any_of(of.files().begin(), of.files().end(), [](const auto& file) {
        return is_safr(file) && is_log(file);
    });
    if (installed(of) && !safr_logs)
        add(judgement, "logs.none", Severity::warning,
            {{"path", text_or(json::list_at(of.tree, "roots")[0], "path")}});
}

void judge_links(const Case& of, Judgement& judgement) {
    for (const auto& directory : json::list_at(of.tree, "directories"))
        if (json::flag_at(directory, "dangling").value_or(false))
            add(judgement, "logs.directory_dangling", Severity::warning,
                {{"service", text_or(directory, "service")},
                 {"path", text_or(directory, "path")},
                 {"target", text_or(directory, "resolved")}});
    std::map<std::string, std::vector<std::string>> links;
    for (const auto& file : of.files()) {
        const auto reason = text_or(file, "why");
        if (reason == why::link_dangling || reason == why::link_outside)
            links[reason].push_back(text_or(file, "path") + " -> " + text_or(file, "target"));
    }
    for (const auto& [reason, paths] : links) {
        const bool dangling = reason == why::link_dangling;
        add(judgement, dangling ? "logs.link_dangling" : "logs.link_outside",
            dangling ? Severity::warning : Severity::info,
            {{"count", std::to_string(paths.size())}, {"paths", listed(paths)}});
    }
}

void judge_sizes(const Case& of, Judgement& judgement) {
    if (!of.tree.is_object()) return;
    judge_silence(of, judgement);
    judge_usage(of, judgement);
    judge_large_files(of, judgement);
    judge_left_out(of, judgement);
    tell_facts(of, judgement);
}

}  // namespace diag::logs
