// SPDX-License-Identifier: Apache-2.0
// What the service wants, done: on the disk here and now, all else by a child or a thread that
// tells how it went.
#include "agent/commands/command_here.hpp"
#include "agent/commands/sending.hpp"
#include "agent/commands/serve_loop.hpp"
#include "agent/service/health.hpp"
#include "platform/command_line.hpp"
#include "platform/json.hpp"
#include "platform/log_fields.hpp"
#include "platform/memory.hpp"

namespace diag::commands {
namespace {

constexpr milliseconds beyond_deadline{60'000};  // a run ends itself at its deadline
constexpr milliseconds check_patience{120'000};
constexpr milliseconds notice_patience{120'000};
constexpr std::size_t findings_limit = 8 << 20;

std::vector<std::string> with(std::vector<std::string> words,
                              const std::vector<std::string>& globals) {
    words.insert(words.end(), globals.begin(), globals.end());
    return words;
}

service::RunMoved moved_from(std::string_view line) {
    const auto document = json::parse(line);
    if (!document) return {};
    const auto bytes = json::integer_at(*document, "bytes").value_or(0);
    return {.collector = json::text_at(*document, "collector").value_or(""),
            .share = json::number_at(*document, "share").value_or(0),
            .bytes = bytes > 0 ? static_cast<std::uint64_t>(bytes) : 0};
}

bool ended_well(const OwnChild::Report& report) {
    return !report.timed_out && report.ended.signal == 0 &&
           report.ended.exit_code == exit_code::done;
}

}  // namespace

void Serving::act(const service::Send& it) {
    if (line_) line_->send(it.message);
}

void Serving::act(const service::Receive& it) { pending_.emplace_back(site_.receive(it.document)); }

void Serving::act(const service::KeepTold& it) { site_.keep_told(it.request, it.told); }

void Serving::act(const service::StopRun& it) {
    log::detail("the run is ended: " + it.why);
    if (run_) run_->stop();
}

void Serving::act(const service::Tidy&) {
    if (const auto done = tidy_sent(*plan_.config, plan_.state, system_clock().now()); !done)
        log::warning("bundles that were sent are not tidied up: " + done.error().what);
    site_.forget_old();
    give_back_memory();
}

void Serving::act(const service::MakeCheckpoint&) {
    if (auto document = site_.checkpoint(); !document.empty())
        pending_.emplace_back(service::CheckpointMade{std::move(document)});
}

void Serving::act(const service::TakeRevocations& it) {
    site_.take_revocations(it.list);
    const auto trust = exchange::trust_in(plan_.state / "trust");
    if (trust && trust->revoked) halves_.trusts(trust->revoked->number());
}

void Serving::act(const service::Renew&) {
    desk_.renew([this] {
        if (auto terms = site_.terms()) inbox_.post(*terms);
    });
}

void Serving::act(const service::Say& it) {
    const auto words = it.sentence + (it.command.empty() ? "" : command_here(it.command));
    const JournalFields about{{"SAFR_DIAG_REQUEST", it.request}, {"SAFR_DIAG_BUNDLE", it.bundle}};
    switch (it.tone) {
        case service::Tone::warning:
            return log::warning(words, about);
        case service::Tone::detail:
            return log::detail(words, about);
        case service::Tone::news:
            return log::news(words, about);
    }
}

/// The half that may read proves the request again itself, from its own memory of what ran.
void Serving::start_run(const std::string& request) {
    auto child = OwnChild::start(
        {.words =
             with({"run", request, "--quiet", "--progress-to", std::to_string(OwnChild::lines)},
                  plan_.globals),
         .patience = plan_.config->collect.deadline + beyond_deadline,
         .line = [this](std::string_view line) { inbox_.post(moved_from(line)); },
         .ended =
             [this, request](const OwnChild::Report& report) {
                 const bool well = ended_well(report);
                 inbox_.post(service::RunEnded{request, well ? std::string() : end_in_words(report),
                                               !well && report.ended.signal == 0 &&
                                                   report.ended.exit_code == exit_code::refused});
             }});
    if (!child) {
        pending_.emplace_back(service::RunEnded{request, child.error().what, false});
        return;
    }
    run_ = std::move(*child);
}

void Serving::start_check() {
    auto child =
        OwnChild::start({.words = with({"check", "--json", "--quiet"}, plan_.globals),
                         .patience = check_patience,
                         .output_limit = findings_limit,
                         .line = {},
                         .ended = [this](const OwnChild::Report& report) {
                             auto health = service::health_in(report.output);
                             inbox_.post(health ? service::Checked{std::move(*health), false}
                                                : service::Checked{{}, true});
                         }});
    if (!child) {
        log::warning("a check cannot be begun: " + child.error().what);
        pending_.emplace_back(service::Checked{{}, true});
        return;
    }
    check_ = std::move(*child);
}

/// By a process of its own: programs that tell people are run from a single thread, and may hang.
void Serving::ask_people(const std::string& request) {
    if (plan_.config->consent.notify.empty()) {
        pending_.emplace_back(service::PeopleAsked{request, true});
        return;
    }
    auto child = OwnChild::start({.words = with({"notice", request}, plan_.globals),
                                  .patience = notice_patience,
                                  .line = {},
                                  .ended = [this, request](const OwnChild::Report& report) {
                                      const bool well = ended_well(report);
                                      if (!well)
                                          log::warning("people were not told of a request: " +
                                                       end_in_words(report));
                                      inbox_.post(service::PeopleAsked{request, well});
                                  }});
    if (!child) {
        log::warning("people cannot be told of a request: " + child.error().what);
        pending_.emplace_back(service::PeopleAsked{request, false});
        return;
    }
    notice_ = std::move(*child);
}

}  // namespace diag::commands
