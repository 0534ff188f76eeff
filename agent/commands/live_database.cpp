// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/live_database.hpp"

#include "agent/backup/new_since.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/roots.hpp"
#include "collectors/install/discover.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

/// "2026-11-27 11:20Z".
std::string minute_text(Time time) {
    auto text = to_text(time).substr(0, 16);
    if (text.size() > 10) text[10] = ' ';
    return text + "Z";
}

/// As names are told of a backup.
backup::Namespace name_of(const std::string& database, const std::string& collection) {
    return {printable(database), printable(collection)};
}

/// What was left out for want of a right, as a sentence; empty: nothing.
std::string lacks_text(const mongo::Holdings& holdings) {
    if (holdings.lacks.empty()) return {};
    std::vector<std::string> all;
    for (const auto& action : holdings.lacks) {
        if (action == "listCollections")
            all.push_back(action + ", so that only collections it has some right to are told of");
        else if (action == "find")
            all.push_back(action + ", so that nothing tells when a collection was made");
        else
            all.push_back(action);
    }
    return "The account on " + holdings.address + " lacks the action" +
           (all.size() == 1 ? " " : "s ") + joined(all, "; ") + ": " + std::string(mongo::grant) +
           ".";
}

/// Collections that a backup lacks: their age decides.
mongo::InDoubt lacking_in(const backup::Contents& contents) {
    return [&contents](const std::string& database, const std::string& collection) {
        return contents.complete && !contents.collections.empty() &&
               backup::held_in(contents, name_of(database, collection)) == nullptr;
    };
}

Result<backup::Expected> live_expectation(const Invocation& invocation,
                                          const backup::Contents& contents) {
    auto config = config_of(invocation);
    if (!config) return config.error();
    config::settle_roots(*config, system_files(), disposable_paths());
    const auto now = system_clock().now();
    auto scope = config::scope_of(*config, now, now);
    const auto accounts = config::accounts_of(*config);
    if (accounts) scope.accounts = *accounts;
    World world{system_files(), disposable_paths(), system_programs(),
                system_http(),  system_clock(),     scope};
    scope.site = install::discover(world).site;
    const auto holdings = mongo::holdings_of(world, lacking_in(contents), interrupted);
    if (holdings) return expected_from(*holdings, static_cast<double>(config->backup.tolerance));
    if (!accounts && holdings.error().fault == Fault::denied)
        return Error{Fault::denied, holdings.error().what + "; " + accounts.error().what};
    return holdings.error();
}

}  // namespace

backup::Expected expected_from(const mongo::Holdings& holdings, double tolerance) {
    backup::Expected expected{
        .documents = {},
        .tolerance = tolerance,
        .source = "the database on " + holdings.address + " (" + minute_text(holdings.at) + ")",
        .asked = holdings.at,
        .lacks = lacks_text(holdings)};
    for (const auto& each : holdings.collections) {
        const auto name = name_of(each.database, each.collection);
        expected.documents[name] = each.documents;
        if (each.indexes) expected.indexes[name] = *each.indexes;
        if (each.capped) expected.capped.insert(name);
        if (each.oldest) expected.oldest[name] = *each.oldest;
    }
    return expected;
}

void expect_live(const Invocation& invocation, backup::Level level, backup::Climb& climb) {
    if (climb.expected || !climb.contents) return;
    if (level < backup::Level::covering) {
        climb.not_compared = "it was asked for " + name_of(level) + ", and L4 compares";
        return;
    }
    if (invocation.has("--no-live")) {
        climb.not_compared = "--no-live";
        return;
    }
    auto expected = live_expectation(invocation, *climb.contents);
    if (expected) {
        climb.expected = std::move(*expected);
        return;
    }
    climb.not_compared = printable(expected.error().what);
    log::detail("the database was not asked: " + climb.not_compared);
}

}  // namespace diag::commands
