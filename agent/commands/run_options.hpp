// SPDX-License-Identifier: Apache-2.0
// What the commands that run collectors have in common: their options, and the order made of these,
// the configuration and what was discovered.
#pragma once

#include "agent/collect/order.hpp"
#include "agent/config/config.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

inline constexpr Option since_option{
    .name = "--since",
    .value = "TIME",
    .help = "how far back to look: 24h, 2d, yesterday, 2026-11-23T20:00; default: logs.since"};
inline constexpr Option cores_option{
    .name = "--cores",
    .value = "N",
    .help =
        "cores that may be busy with redacting and compressing (0: all); default: collect.cores"};
inline constexpr Option deadline_option{
    .name = "--deadline",
    .value = "SPAN",
    .help = "the whole run ends after this, with what it has; default: collect.deadline"};
inline constexpr Option lang_option{.name = "--lang",
                                    .value = "LANG",
                                    .help = "language of findings and report: en, es, pt",
                                    .complete = "en es pt"};

/// Names of the collectors, for shells to complete.
#define COLLECTOR(name) #name " "
inline constexpr std::string_view collector_words =
#include "collectors/catalog.def"
    ;
#undef COLLECTOR

/// What is to be run, whoever wants it.
struct Wanted {
    std::vector<std::string> collectors;  ///< by name; empty: all
    Time since{};
    Time until{};
    milliseconds deadline{};
};

/// Fails with refused for an unknown collector, cores or a language that are none, and as reading
/// accounts does.
Result<collect::Order> order_for(const Invocation& invocation, config::Config config,
                                 const Wanted& wanted);

/// Fails with refused for what the command line should not say (an unknown collector, a time that
/// is not in the past), and as loading the configuration does.
Result<collect::Order> order_from(const Invocation& invocation);

/// Makes it a look of about a second: cheap questions only, the newest part of each log.
void as_a_check(collect::Order& order);

}  // namespace diag::commands
