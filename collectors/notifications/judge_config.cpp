// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "collectors/notifications/picture.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t most_named = 12;

/// "guard (line 12)" and so on, the first of them.
std::string named(std::vector<std::string> words) {
    const auto more = words.size() > most_named;
    words.resize(std::min(words.size(), most_named));
    return joined(words) + (more ? ", ..." : "");
}

std::string with_line(const std::string& label, std::size_t line) {
    return one_line(label) + " (" + std::to_string(line) + ")";
}

void judge_labels(const Actions& actions, Bench& bench) {
    using Name = std::pair<Medium, std::string>;
    std::map<Name, std::size_t> defined;
    std::set<Name> used;
    std::vector<std::string> doubled, undefined, unused;
    for (const auto& each : actions.channels)
        if (++defined[{each.medium, each.label}] == 2)
            doubled.push_back(with_line(each.label, each.line));
    for (const auto& each : actions.uses) {
        const bool first = used.insert({each.medium, each.label}).second;
        if (first && !defined.contains({each.medium, each.label}))
            undefined.push_back(with_line(each.label, each.line));
    }
    for (const auto& each : actions.channels)
        if (!used.contains({each.medium, each.label}))
            unused.push_back(with_line(each.label, each.line));
    // What was not read may define, or use, what seems not to be.
    if (!undefined.empty() && !actions.channels_cut)
        bench.find("notifications.label_undefined", Severity::critical,
                   {{"labels", named(undefined)}}, {"config"});
    if (!doubled.empty())
        bench.find("notifications.label_doubled", Severity::warning, {{"labels", named(doubled)}},
                   {"config"});
    if (!unused.empty() && !actions.uses_cut)
        bench.find("notifications.label_unused", Severity::info, {{"labels", named(unused)}},
                   {"config"});
}

void judge_addresses(const Actions& actions, Bench& bench) {
    std::vector<std::string> without, bad_port, nobody;
    for (const auto& each : actions.channels) {
        const auto name = with_line(each.label, each.line);
        if (each.medium == Medium::mail && each.host.empty()) without.push_back(name);
        if (each.medium == Medium::mail && each.bad_port) bad_port.push_back(name);
        if (each.recipients == 0) nobody.push_back(name);
    }
    if (!without.empty())
        bench.find("notifications.no_server", Severity::info, {{"labels", named(without)}},
                   {"config"});
    if (!bad_port.empty())
        bench.find("notifications.bad_port", Severity::critical, {{"labels", named(bad_port)}},
                   {"config"});
    if (!nobody.empty())
        bench.find("notifications.no_recipient", Severity::info, {{"labels", named(nobody)}},
                   {"config"});
}

}  // namespace

void judge_config(const Picture& picture, Bench& bench) {
    if (picture.no_config && picture.no_config->fault != Fault::absent)
        bench.find("notifications.config_unreadable", Severity::unknown,
                   {{"reason", picture.no_config->what}}, {"config"});
    else if (picture.no_config && picture.runs)
        bench.find("notifications.config_absent", Severity::info, {}, {"config"});
    if (!picture.actions) return;
    const auto& actions = *picture.actions;
    if (!actions.complaints.empty()) {
        std::vector<std::string> lines;
        for (const auto& each : actions.complaints)
            lines.push_back(std::to_string(each.line) + " (" + one_line(each.what) + ")");
        bench.find("notifications.config_damaged", Severity::warning, {{"lines", named(lines)}},
                   {"config"});
    }
    if (!actions.config_server.empty())
        bench.find("notifications.config_elsewhere", Severity::info,
                   {{"server", one_line(actions.config_server)}}, {"config"});
    if (actions.channels_cut || actions.uses_cut)
        bench.find("notifications.config_cut", Severity::unknown, {}, {"config"});
    judge_labels(actions, bench);
    judge_addresses(actions, bench);
    bench.note("notifications.actions", std::to_string(actions.rules) + " / " +
                                            std::to_string(actions.channels.size()) + " / " +
                                            std::to_string(actions.uses.size()));
}

}  // namespace diag::notifications
