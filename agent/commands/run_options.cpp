// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/run_options.hpp"

#include <unistd.h>

#include <algorithm>
#include <thread>

#include "agent/commands/backup_proofs.hpp"
#include "agent/commands/cloud_claim.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/rules_here.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/roots.hpp"
#include "agent/config/state_version.hpp"
#include "agent/upgrade/waivers.hpp"
#include "collectors/catalog.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/nearest.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

constexpr std::uint64_t most_cores = 64;

constexpr milliseconds check_deadline{60'000};
constexpr milliseconds check_sampling{250};               // two readings of a counter apart
constexpr std::uint64_t check_file_limit = 2ull << 20;    // newest part of each log
constexpr std::uint64_t check_total_limit = 24ull << 20;  // of all logs: what a second can read

Result<std::vector<const Collector*>> chosen(const std::vector<std::string>& names) {
    std::vector<const Collector*> all(catalog().begin(), catalog().end());
    if (names.empty()) return all;
    std::vector<std::string_view> known;
    for (const auto* each : all) known.push_back(each->id);
    for (const auto& name : names) {
        if (collector_named(name)) continue;
        const auto meant = nearest(name, known);
        return Error{Fault::refused,
                     "there is no collector '" + printable(name) + "'" +
                         (meant.empty() ? "." : "; did you mean '" + std::string(meant) + "'?") +
                         " See: " + command_here("safr-diag collectors")};
    }
    std::erase_if(all, [&](const Collector* each) {
        return std::find(names.begin(), names.end(), each->id) == names.end();
    });
    return all;
}

Result<Time> since_of(const Invocation& invocation, const config::Config& config, Time now) {
    if (!invocation.has("--since")) return now - config.logs.since;
    auto since = since_from(invocation.value("--since"), now);
    if (!since) return Error{Fault::refused, "--since: " + since.error().what};
    return since;
}

Result<unsigned> cores_of(const Invocation& invocation, const config::Config& config) {
    const auto given = invocation.has("--cores") ? natural(invocation.value("--cores"))
                                                 : std::optional{config.collect.cores};
    if (!given || *given > most_cores)
        return Error{Fault::refused, "--cores: expected a whole number from 0 to 64 (0: all)"};
    const auto all = std::max(1U, std::thread::hardware_concurrency());
    return *given == 0 ? all : static_cast<unsigned>(*given);
}

Result<milliseconds> deadline_of(const Invocation& invocation, const config::Config& config) {
    if (!invocation.has("--deadline")) return config.collect.deadline;
    const auto given = duration_from(invocation.value("--deadline"));
    if (!given) return Error{Fault::refused, "--deadline: " + given.error().what};
    if (*given < std::chrono::seconds{1} || *given > std::chrono::hours{24})
        return Error{Fault::refused, "--deadline: expected 1s to 24h"};
    return given;
}

Thresholds in_force(const std::vector<const Collector*>& collectors, const config::Config& config) {
    Thresholds all;
    for (const auto* collector : collectors)
        for (const auto& each : collector->thresholds)
            all.emplace(each.key, threshold(config.thresholds, collector->thresholds, each.key));
    return all;
}

/// A file that is not there, or that others may read, costs a run its accounts and not its report,
/// which will say so. A mistake in it is mended before anything is looked at, as in agent.toml.
Result<> take_accounts(const config::Config& config, Scope& scope) {
    auto accounts = config::accounts_of(config);
    if (accounts) {
        scope.accounts = std::move(*accounts);
        return {};
    }
    if (accounts.error().fault == Fault::malformed) return accounts.error();
    log::warning("no account is used: " + accounts.error().what);
    scope.accounts_unread = accounts.error().what;
    return {};
}

/// Waivers in force, for the report. One that cannot be read is nobody's reason to see nothing.
std::vector<std::string> set_aside_in(const std::filesystem::path& state) {
    std::vector<std::string> all;
    const auto waivers = upgrade::Waivers::open(state);
    const auto list = waivers ? waivers->in_force(system_clock().now())
                              : Result<std::vector<upgrade::Waiver>>(waivers.error());
    if (!list) return all;
    for (const auto& each : *list)
        all.push_back(json::write({{"condition", each.what.condition},
                                   {"to", each.to.text()},
                                   {"by", each.what.by},
                                   {"reason", each.what.reason},
                                   {"until", to_text(each.until)}}));
    return all;
}

}  // namespace

Result<report::Language> language_of(const Invocation& invocation, const config::Config& config) {
    if (!invocation.has("--lang") && config.report.language == "auto")
        return report::language_of_environment();
    const auto name = invocation.value("--lang", config.report.language);
    const auto language = report::language_named(name);
    if (language) return *language;
    return Error{Fault::refused,
                 "--lang: there is no '" + printable(name) + "'; expected en, es or pt"};
}

Result<collect::Order> order_for(const Invocation& invocation, config::Config config,
                                 const Wanted& wanted) {
    const auto collectors = chosen(wanted.collectors);
    const auto cores = cores_of(invocation, config);
    const auto language = language_of(invocation, config);
    const auto state = state_directory_of(invocation);
    if (!collectors) return collectors.error();
    if (!cores) return cores.error();
    if (!language) return language.error();
    if (!state) return state.error();
    auto rules = rules_here(invocation, config);
    if (!rules) return rules.error();
    config::settle_roots(config, system_files(), disposable_paths());
    auto scope = config::scope_of(config, wanted.since, wanted.until);
    // Who cannot keep anything there may still look, as on a full disk.
    [[maybe_unused]] const auto marked = config::mark_state(*state);
    scope.set_aside = set_aside_in(*state);
    if (const auto taken = take_accounts(config, scope); !taken) return taken.error();
    if (std::ranges::find(*collectors, &collectors::cloud) != collectors->end())
        scope.cloud_claim = claim_told(*state, config, system_clock().now());
    if (std::ranges::any_of(*collectors, &Collector::asks_proofs))
        scope.proofs = backup_proofs(*state);
    return collect::Order{.server = config.site.name,
                          .collectors = *collectors,
                          .scope = std::move(scope),
                          .thresholds = in_force(*collectors, config),
                          .deadline = wanted.deadline,
                          .cores = *cores,
                          .state = *state,
                          .rules = std::move(rules->rules),
                          .language = *language};
}

Result<collect::Order> order_from(const Invocation& invocation) {
    auto config = config_of(invocation);
    if (!config) return config.error();
    const auto now = system_clock().now();
    const auto since = since_of(invocation, *config, now);
    const auto deadline = deadline_of(invocation, *config);
    if (const auto known = chosen(invocation.positionals()); !known) return known.error();
    if (!since) return since.error();
    if (!deadline) return deadline.error();
    return order_for(invocation, std::move(*config),
                     {invocation.positionals(), *since, now, *deadline});
}

void as_a_check(collect::Order& order) {
    order.scope.brief = true;
    order.scope.sampling = check_sampling;
    order.scope.file_limit = std::min(order.scope.file_limit, check_file_limit);
    order.scope.total_limit = std::min(order.scope.total_limit, check_total_limit);
    order.deadline = std::min(order.deadline, check_deadline);
}

}  // namespace diag::commands
