// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/examine.hpp"

#include "agent/collect/tell.hpp"
#include "agent/report/judging.hpp"
#include "agent/run/pass.hpp"
#include "platform/background.hpp"
#include "platform/files.hpp"

namespace diag::collect {
namespace {

/// Looks through the attachments for known patterns and keeps nothing of them.
std::vector<stream::Passed> look_through(const run::Gathered& gathered, const Order& order,
                                         const redact::CaseKey& key, const run::Deadline& deadline,
                                         run::Watcher& watcher) {
    std::vector<stream::Passed> all;
    run::pass({.attachments = gathered.attachments,
               .signatures = known_signatures(),
               .key = key,
               .rules = order.rules,
               .threads = order.cores,
               .off_limits = face_stores(order.scope)},
              deadline, watcher,
              [&](std::size_t, stream::Passed passed) { all.push_back(std::move(passed)); });
    return all;
}

}  // namespace

run::Deadline deadline_of(const Order& order) {
    return {.at = system_clock().uptime() + order.deadline, .given = order.deadline};
}

std::filesystem::path history_of(const Order& order) { return order.state / "history"; }

Result<report::Story> examine(const Order& order, const redact::CaseKey& key,
                              run::Watcher& watcher) {
    give_way();
    const auto deadline = deadline_of(order);
    report::Story story{.agent_version = DIAG_VERSION,
                        .server = order.server,
                        .created = system_clock().now(),
                        .since = order.scope.since,
                        .until = order.scope.until};
    story.thresholds = order.thresholds;
    auto gathered =
        run::gather(order.collectors, order.scope, history_of(order), deadline, watcher);
    for (auto& each : gathered) {
        const auto passed = look_through(each, order, key, deadline, watcher);
        story.chapters.push_back(
            judged(*each.collector, each.evidence, each.outcome, passed, order.thresholds));
    }
    story.chapters = report::without_repeats(std::move(story.chapters));
    // A full or read-only disk is what `check` may be here to find: that it cannot remember is not
    // a reason to say nothing.
    if (own_directory(history_of(order))) [[maybe_unused]]
        const auto kept = run::remember(gathered, history_of(order));
    return story;
}

}  // namespace diag::collect
