// SPDX-License-Identifier: Apache-2.0
#include "agent/report/judging.hpp"

#include <exception>

namespace diag::report {
namespace {

Finding not_judged(const Collector& collector) {
    return {.id = "agent.not_judged",
            .severity = Severity::unknown,
            .parameters = {{"collector", std::string(collector.id)}},
            .evidence = {}};
}

Finding without_accounts(const Error& error) {
    return {.id = "agent.accounts_unread",
            .severity = Severity::warning,
            .parameters = {{"reason", error.what}},
            .evidence = {std::string(accounts_item)}};
}

Finding not_complete(const exchange::Outcome& outcome) {
    Parameters parameters{{"collector", outcome.collector},
                          {"ending", std::string(exchange::name_of(outcome.ending))},
                          {"note", outcome.note.empty() ? "-" : outcome.note}};
    const auto amount = [&](std::uint64_t number) {
        return std::to_string(number) + " " + outcome.overrun->unit;
    };
    parameters["measured"] = outcome.overrun ? amount(outcome.overrun->measured) : "-";
    parameters["limit"] = outcome.overrun ? amount(outcome.overrun->limit) : "-";
    return {.id = "agent.collector_incomplete",
            .severity = Severity::unknown,
            .parameters = std::move(parameters),
            .evidence = {}};
}

}  // namespace

Chapter judged(const Collector& collector, const Evidence& evidence, exchange::Outcome outcome,
               const Thresholds& thresholds) {
    Chapter chapter{std::string(collector.id), std::move(outcome), {}};
    try {
        chapter.judgement = collector.judge(evidence, thresholds);
    } catch (const std::exception&) {
        chapter.judgement.findings.push_back(not_judged(collector));
    }
    if (const auto found = evidence.find(accounts_item); found != evidence.end() && !found->second)
        chapter.judgement.findings.push_back(without_accounts(found->second.error()));
    if (chapter.outcome.ending != exchange::Ending::complete)
        chapter.judgement.findings.push_back(not_complete(chapter.outcome));
    return chapter;
}

}  // namespace diag::report
