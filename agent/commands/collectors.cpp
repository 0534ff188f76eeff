// SPDX-License-Identifier: Apache-2.0
// What can be looked at, what that touches, and the numbers it is judged by.
#include <unistd.h>

#include "agent/commands/commands.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/keys.hpp"
#include "collectors/catalog.hpp"
#include "platform/layout.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

json::value as_json(const Threshold& each, const Thresholds& set) {
    const auto found = set.find(each.key);
    return json::object{
        {"key", each.key},         {"value", found == set.end() ? each.value : found->second},
        {"default", each.value},   {"unit", each.unit},
        {"meaning", each.meaning}, {"source", each.source}};
}

json::value as_json(const Thresholds& set) {
    json::array all;
    for (const auto* collector : catalog()) {
        json::array thresholds;
        for (const auto& each : collector->thresholds) thresholds.push_back(as_json(each, set));
        all.push_back(json::object{{"id", collector->id},
                                   {"title", collector->title},
                                   {"reads", collector->reads},
                                   {"patience_ms", collector->patience.count()},
                                   {"memory_bytes", collector->memory},
                                   {"output_bytes", collector->output},
                                   {"thresholds", std::move(thresholds)}});
    }
    return all;
}

std::string as_table(std::size_t width) {
    std::vector<TableRow> rows{{"COLLECTOR", "PATIENCE", "MEMORY", "READS"}};
    for (const auto* each : catalog())
        rows.push_back({std::string(each->id), duration_text(each->patience),
                        bytes_text(each->memory), std::string(each->reads)});
    return table(rows, 0, width);
}

std::string value_of(const Threshold& each, const Thresholds& set) {
    const auto found = set.find(each.key);
    const auto unit = each.unit.empty() ? "" : " " + std::string(each.unit);
    const auto standard = config::number_text(each.value) + unit;
    if (found == set.end()) return standard;
    return config::number_text(found->second) + unit + " (default " + standard + ")";
}

/// All that is known of one collector: budget first, then what its judge compares with.
std::string in_full(const Collector& collector, const Thresholds& set, std::size_t width) {
    auto text = std::string(collector.id) + ": " + std::string(collector.title) + "\n";
    const std::vector<TableRow> budget{
        {"reads", std::string(collector.reads)},
        {"patience", duration_text(collector.patience)},
        {"memory", bytes_text(collector.memory)},
        {"evidence", "at most " + bytes_text(collector.output)},
    };
    text += table(budget, 2, width);
    for (const auto& each : collector.thresholds) {
        text += "  " + std::string(each.key) + " = " + value_of(each, set) + "\n";
        text += paragraph(std::string(each.meaning) + "; source: " + std::string(each.source), 6,
                          width);
    }
    return text + "\n";
}

int collectors(const Invocation& invocation) {
    const auto config = config_of(invocation);
    if (!config) return failure(config.error());
    if (invocation.has("--json")) return print(json::write_pretty(as_json(config->thresholds)));
    const auto width = terminal_width(STDOUT_FILENO);
    if (!invocation.has("--verbose")) return print(as_table(width));
    std::string text;
    for (const auto* each : catalog()) text += in_full(*each, config->thresholds, width);
    return print(text);
}

}  // namespace

const Command collectors_command{
    .name = "collectors",
    .summary = "list what can be looked at, what it reads, and its budget",
    .description =
        "Lists the collectors: what each reads on this server, how long it may take and how much "
        "memory it may use before it is ended. With --verbose also the thresholds its findings "
        "rest on: the value in force, the default, and where the number comes from. Thresholds are "
        "set in the configuration under [thresholds].",
    .example =
        "safr-diag collectors\n"
        "safr-diag collectors --verbose\n"
        "safr-diag collectors --json | jq '.[].thresholds[] | {key, value}'",
    .options = {},
    .positional = {},
    .run = collectors,
};

}  // namespace diag::commands
