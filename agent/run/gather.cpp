// SPDX-License-Identifier: Apache-2.0
#include "agent/run/gather.hpp"

#include <algorithm>

#include "agent/run/assignment.hpp"
#include "collectors/catalog.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::run {
namespace {

constexpr std::size_t history_limit = std::size_t{16} << 20;

std::filesystem::path history_of(const std::filesystem::path& history, std::string_view collector) {
    return history / (std::string(collector) + ".jsonl");
}

std::string past_of(const std::filesystem::path& history, std::string_view collector) {
    auto text = system_files().read(history_of(history, collector), history_limit);
    return text ? std::move(*text) : std::string{};
}

/// Puts what a worker says where it belongs.
void hear(Frame frame, Gathered& gathered, Watcher& watcher) {
    if (frame.kind == FrameKind::doing) {
        watcher.doing(gathered.collector->id, printable(frame.text));
    } else if (frame.kind == FrameKind::neared) {
        log::warning(std::string(gathered.collector->id) + ": its worker " + frame.text);
        watcher.doing(gathered.collector->id, frame.text);
    } else if (frame.kind == FrameKind::give) {
        if (auto given = given_from(frame.text))
            gathered.evidence.insert_or_assign(given->name, std::move(given->value));
    } else if (frame.kind == FrameKind::attach) {
        const auto document = json::parse(frame.text);
        if (!document) return;
        if (auto attachment = attachment_from(*document))
            gathered.attachments.push_back(std::move(*attachment));
    }
}

Result<WorkerProcess> start(Gathered& gathered, const Scope& scope,
                            const std::filesystem::path& history, Watcher& watcher) {
    const auto& collector = *gathered.collector;
    auto assignment = assignment_for(collector, scope);
    assignment.scope.past = past_of(history, collector.id);
    watcher.doing(collector.id, "starting");
    return WorkerProcess::start(
        to_text(assignment), -1,
        {.patience = collector.patience, .memory = collector.memory, .output = collector.output},
        [&gathered, &watcher](Frame frame) { hear(std::move(frame), gathered, watcher); });
}

void conclude(Gathered& gathered, exchange::Outcome outcome, Watcher& watcher) {
    outcome.collector = gathered.collector->id;
    outcome.items = gathered.evidence.size();
    outcome.attachments = gathered.attachments.size();
    for (const auto& [name, value] : gathered.evidence) outcome.failed_items += value ? 0 : 1;
    gathered.outcome = std::move(outcome);
    watcher.ended(gathered.outcome);
}

std::string shortened(std::string_view past, std::string_view line) {
    auto lines = lines_of(past);
    lines.push_back(trimmed(line));
    std::string text;
    for (std::size_t i = lines.size() - std::min(lines.size(), history_lines); i < lines.size();
         ++i)
        text += std::string(lines[i]) + "\n";
    return text;
}

/// Runs these, some at a time, until the last one is over.
void run_all(std::span<Gathered* const> all, const Scope& scope,
             const std::filesystem::path& history, const Deadline& deadline, Watcher& watcher) {
    std::vector<WorkerProcess> workers;
    std::vector<Gathered*> whose;
    for (std::size_t next = 0; next < all.size() || !workers.empty();) {
        while (next < all.size() && workers.size() < workers_at_once) {
            auto& gathered = *all[next++];
            auto worker = start(gathered, scope, history, watcher);
            if (!worker) {
                conclude(gathered,
                         {.ending = exchange::Ending::not_started, .note = worker.error().what},
                         watcher);
                continue;
            }
            workers.push_back(std::move(*worker));
            whose.push_back(&gathered);
        }
        serve_once(workers, deadline);
        for (std::size_t i = workers.size(); i-- > 0;) {
            if (!workers[i].over()) continue;
            conclude(*whose[i], workers[i].outcome(), watcher);
            workers.erase(workers.begin() + static_cast<std::ptrdiff_t>(i));
            whose.erase(whose.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
}

class NobodyWatches : public Watcher {
public:
    void doing(std::string_view, std::string_view) override {}
    void ended(const exchange::Outcome&) override {}
    void passing(std::string_view, std::uint64_t, std::uint64_t) override {}
};

const Collector* discoverer() {
    for (const auto* collector : catalog())
        if (!collector->discovers.empty()) return collector;
    return nullptr;
}

/// A report with less in it than the site wanted must say so, once.
void tell_unread_accounts(std::span<Gathered> all, const Scope& scope) {
    if (scope.accounts_unread.empty()) return;
    for (auto& each : all) {
        if (each.collector->accounts.empty()) continue;
        each.evidence.insert_or_assign(std::string(accounts_item),
                                       Error{Fault::refused, scope.accounts_unread});
        return;
    }
}

/// What discovery found goes to all that come after it; nothing changes when it found nothing.
void take_over(const Gathered& discovery, Scope& scope) {
    const auto text = item(discovery.evidence, discovery.collector->discovers);
    const auto document = text ? json::parse(*text) : Result<json::value>{json::value{}};
    if (document) scope.site = site_from(*document);
}

}  // namespace

std::vector<Gathered> gather(std::span<const Collector* const> collectors, const Scope& given,
                             const std::filesystem::path& history, const Deadline& deadline,
                             Watcher& watcher) {
    std::vector<Gathered> all;
    for (const auto* collector : collectors) all.push_back({.collector = collector});
    tell_unread_accounts(all, given);
    Gathered discovery{.collector = discoverer()};
    NobodyWatches nobody;
    auto* first = &discovery;
    std::vector<Gathered*> rest;
    bool wanted = false;
    for (auto& each : all) {
        wanted = wanted || each.collector->asks_site;
        if (each.collector == discovery.collector)
            first = &each;
        else
            rest.push_back(&each);
    }
    auto scope = given;
    if (first != &discovery || (wanted && discovery.collector)) {
        run_all(std::span(&first, 1), scope, history, deadline,
                first == &discovery ? nobody : watcher);
        take_over(*first, scope);
    }
    run_all(rest, scope, history, deadline, watcher);
    // That the others were told nothing of the site must not go unsaid.
    if (first == &discovery && discovery.collector && wanted && !scope.site.known)
        all.insert(all.begin(), std::move(discovery));
    return all;
}

Result<> remember(std::span<const Gathered> gathered, const std::filesystem::path& history) {
    Result<> first;
    for (const auto& each : gathered) {
        const auto name = each.collector->remembers;
        const auto line = name.empty() ? std::nullopt : item(each.evidence, name);
        if (!line) continue;
        const auto text = shortened(past_of(history, each.collector->id), *line);
        const auto kept = replace_file(history_of(history, each.collector->id), text);
        if (!kept && first) first = kept.error();
    }
    return first;
}

}  // namespace diag::run
