// SPDX-License-Identifier: Apache-2.0
// What is in force at this site, and where each value came from.
#include "agent/config/config.hpp"

#include <unistd.h>

#include "agent/commands/commands.hpp"
#include "agent/commands/rules_here.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/keys.hpp"
#include "agent/config/roots.hpp"
#include "agent/config/state.hpp"
#include "collectors/catalog.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

struct Shown {
    std::string key;
    std::string text;  ///< as the file would have it
    json::value value;
    std::string origin;
};

std::string origin_of(const config::Config& config, std::string_view key) {
    const auto found = config.origins.find(key);
    return found == config.origins.end() ? "default" : found->second;
}

std::vector<Shown> values_of(const config::Config& config) {
    std::vector<Shown> values;
    for (const auto& key : config::keys())
        values.push_back({std::string(key.name), config::value_text(key, config),
                          config::value_json(key, config), origin_of(config, key.name)});
    for (const auto* each : config::thresholds_of(catalog())) {
        const auto set = config.thresholds.find(each->key);
        const auto value = set == config.thresholds.end() ? each->value : set->second;
        const auto key = "thresholds." + std::string(each->key);
        values.push_back({key, config::number_text(value), value, origin_of(config, key)});
    }
    return values;
}

std::string as_table(const std::vector<Shown>& values) {
    std::vector<TableRow> rows{{"KEY", "VALUE", "FROM"}};
    for (const auto& each : values)
        rows.push_back({each.key, printable(each.text), printable(each.origin)});
    return table(rows, 0, terminal_width(STDOUT_FILENO));
}

json::value as_json(const config::Config& config, const std::vector<Shown>& values) {
    json::object all;
    for (const auto& each : values)
        all[each.key] = json::object{{"value", each.value}, {"from", each.origin}};
    const auto file = config.file.empty() ? json::value(nullptr) : json::value(config.file);
    return json::object{{"file", file}, {"values", std::move(all)}};
}

/// Said after everything else, which would carry it off the screen. Whatever the file's trouble is,
/// the configuration that names it is what is wrong.
int said_of_accounts(const config::Config& config, int printed) {
    const auto accounts = config::accounts_of(config);
    if (accounts || printed != exit_code::done) return printed;
    return failure({Fault::malformed, accounts.error().what});
}

/// The same of rules for redaction, whose trouble ends every run.
int said_of_rules(const Invocation& invocation, const config::Config& config, int printed) {
    const auto all = rules_here(invocation, config);
    return all || printed != exit_code::done ? printed : failure(all.error());
}

int config_values(const Invocation& invocation) {
    auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto state = config::state_directory(invocation.value("--state"), ::geteuid());
    if (!state) return failure(state.error());
    config::settle_roots(*config, system_files(), disposable_paths());
    auto values = values_of(*config);
    values.insert(values.begin(),
                  {"state", "\"" + state->path + "\"", json::value(state->path), state->origin});
    const auto folder = rules_folder(*config).native();
    values.insert(values.begin() + 1,
                  {"rules", "\"" + folder + "\"", json::value(folder), "beside the configuration"});
    const auto said = [&](int printed) {
        return said_of_rules(invocation, *config, said_of_accounts(*config, printed));
    };
    if (invocation.has("--json")) return said(print(json::write_pretty(as_json(*config, values))));
    const auto file = config->file.empty()
                          ? std::string(config::default_file) + " is not there, so all are defaults"
                          : "read from " + config->file;
    return said(print("# configuration: " + printable(file) + "\n" + as_table(values)));
}

}  // namespace

const Command config_command{
    .name = "config",
    .summary = "print what is configured and where each value came from",
    .description =
        "Prints every key with the value in force and its origin: the default, a line of the "
        "configuration file, or how it was discovered on this server. An unknown key or a bad "
        "value "
        "in the file is an error that names file, line, key and what was expected; all of them are "
        "told at once; so is a configured file of credentials that is not there, that cannot be "
        "read, that others may "
        "read or that holds a mistake, and so are rules for redaction (redaction.d beside the "
        "file) that are wrong, contradict each other or may have been written by others. "
        "So this is also the way to check a file before it is put in place.",
    .example =
        "safr-diag config\n"
        "safr-diag config --config ./agent.toml\n"
        "safr-diag config --json | jq '.values[\"safr.program_root\"]'",
    .options = {},
    .positional = {},
    .run = config_values,
};

}  // namespace diag::commands
