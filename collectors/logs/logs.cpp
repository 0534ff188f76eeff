// SPDX-License-Identifier: Apache-2.0
// What do the logs say?
//
// gather hands over log files by name; one later pass reads, redacts and searches them, and adds
// what it saw as the evidence item "passed". Nothing here opens a log.
//
// Evidence: now                when, by this machine's clock
//           tree               what was found, taken and left, and why (account.hpp)
//           logback:<service>  that service's logging configuration
//           journal            {available, why}
//           passed             from the pass: an object for each attachment

#include "collectors/catalog.hpp"
#include "collectors/logs/account.hpp"
#include "collectors/logs/choose.hpp"
#include "collectors/logs/journal.hpp"
#include "collectors/logs/judge.hpp"
#include "collectors/logs/search.hpp"
#include "platform/text.hpp"
#include "platform/timestamp.hpp"

namespace diag {
namespace logs {
namespace {

void name_apart(std::vector<LogFile>& files) {
    std::map<std::string, int, std::less<>> used;
    for (auto& file : files) {
        if (!file.why.empty()) continue;
        const auto times = ++used[file.name];
        if (times > 1) file.name += "_" + std::to_string(times);
    }
}

void attach(const std::vector<LogFile>& files, Time since, Sink& sink) {
    for (const auto& file : files) {
        if (!file.why.empty()) continue;
        Attachment attachment;
        attachment.name = file.name;
        attachment.path = file.path;
        attachment.gzip = file.gzip;
        attachment.bytes = file.bytes;
        attachment.inode = file.inode;
        attachment.limit = file.limit;
        attachment.timestamp_pattern = file.date_pattern;
        if (since != Time{}) attachment.since = since;
        sink.attach(std::move(attachment));
    }
}

void gather(World& world, Sink& sink) {
    const auto& scope = world.scope;
    sink.give("now", to_text(world.clock.now()));
    sink.doing("journal");
    const auto journal = find_journal(world);
    sink.give("journal",
              json::write({{"available", journal.available}, {"why", printable(journal.why)}}));
    Search search(world, sink);
    search_safr(search);
    search_configured(search);
    search_system(search, !journal.available);
    search.follow_links();
    auto& found = search.found();
    const auto aside = journal.available ? std::min(file_limit(scope), total_limit(scope) / 4) : 0;
    choose(found.files, scope, aside);
    name_apart(found.files);
    sink.give("tree", json::write(account_of(found, scope)));
    if (journal.available) sink.attach(journal_attachment(scope, aside));
    attach(found.files, scope.since, sink);
}

json::value parsed(const Evidence& evidence, std::string_view name) {
    const auto text = item(evidence, name);
    auto document = text ? json::parse(*text) : Result<json::value>{Error{Fault::absent, ""}};
    return document ? std::move(*document) : json::value{};
}

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    Judgement judgement;
    Case of{evidence, in_force, parsed(evidence, "tree"), parsed(evidence, "passed"), std::nullopt};
    if (const auto now = item(evidence, "now")) of.now = TimestampReader(Time{}).read(*now);
    judge_tree(of, judgement);
    judge_links(of, judgement);
    judge_sizes(of, judgement);
    judge_configuration(of, judgement);
    judge_reading(of, judgement);
    judge_matches(of, judgement);
    judge_timeline(of, judgement);
    return judgement;
}

}  // namespace
}  // namespace logs

namespace collectors {

const Collector logs{
    .id = "logs",
    .title = "SAFR and system logs",
    .reads =
        "log files of SAFR, MongoDB and the operating system within the time window, and the "
        "logging configuration of the services; not who logged in, and nothing below "
        "cv-storage",
    .patience = std::chrono::seconds{60},
    .memory = 48ull << 20,
    .output = 8ull << 20,
    .thresholds = diag::logs::thresholds,
    .gather = diag::logs::gather,
    .judge = diag::logs::judge,
};

}  // namespace collectors
}  // namespace diag
