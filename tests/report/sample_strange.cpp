// SPDX-License-Identifier: Apache-2.0
// Stories out of one text, for what must hold whatever the text is.
#include <cstdlib>
#include <ctime>

#include "tests/report/sample.hpp"

namespace diag::test {
namespace {

using report::Story;
using namespace std::chrono_literals;

Judgement judgement_made_of(const std::string& text) {
    Judgement judgement;
    for (const char* id : {"disk.space_low", "logs.no_space"})
        judgement.findings.push_back({id,
                                      Severity::critical,
                                      {{"mount", text},
                                       {"free", text},
                                       {"percent", text},
                                       {"remaining", text},
                                       {"count", text},
                                       {"last", text},
                                       {"file", text},
                                       {"sample", text}},
                                      {text, text + "2"}});
    judgement.findings.push_back({text, Severity::warning, {{text, text}}, {text}});
    judgement.facts = {{"system.os", text}, {text, text}};
    Chart chart{.id = text, .subject = text, .unit = text};
    chart.series = {{text, {{sample_time() - 1h, 1}, {sample_time(), 2}}}};
    chart.forecast = {{text, {{sample_time(), 2}, {sample_time() + 1h, 3}}}};
    judgement.charts = {chart};
    return judgement;
}

}  // namespace

Story story_made_of(const std::string& text) {
    Story story;
    story.bundle_id = story.agent_version = story.server = text;
    story.created = story.until = sample_time();
    story.since = sample_time() - 1h;
    for (const auto& each : cases::texts) story.notes.*each.second = text;
    story.notes.opened = sample_time();
    story.notes.clocks = {{.clock = cases::Clock::update, .state = cases::State::paused}};
    report::Chapter chapter{.collector = text, .outcome = {}, .judgement = {}};
    chapter.outcome.collector = text;
    chapter.outcome.note = text;
    chapter.outcome.ending = exchange::Ending::crashed;
    chapter.outcome.overrun = exchange::Overrun{text, 2, 1};
    chapter.judgement = judgement_made_of(text);
    story.chapters = {chapter};
    exchange::ContentEntry entry;
    entry.path = entry.collector = entry.item = text;
    entry.redactions = {{text, 3}};
    story.contents.entries = {entry};
    entry.path.clear();
    entry.failure = Error{Fault::io, text};
    entry.item += "2";
    story.contents.entries.push_back(entry);
    story.redactions = {{text, 7}};
    story.thresholds = {{text, 1}};
    return story;
}

ZoneFor::ZoneFor(const char* zone) {
    setenv("TZ", zone, 1);
    tzset();
}

ZoneFor::~ZoneFor() {
    unsetenv("TZ");
    tzset();
}

}  // namespace diag::test
