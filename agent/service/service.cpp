// SPDX-License-Identifier: Apache-2.0
// Begin, end, time, and what is done every now and then.
#include "agent/service/service.hpp"

#include <algorithm>

namespace diag::service {
namespace {

constexpr milliseconds longest_wait{std::chrono::minutes{15}};
constexpr milliseconds between_progress{500};
// A line that comes and goes all the time does not fill the ledger.
constexpr milliseconds between_checkpoints{std::chrono::minutes{10}};
constexpr milliseconds between_renewals{std::chrono::hours{1}};

/// When the desk is asked for a new certificate: at two thirds of its life (the 60th day of 90).
Time renewal_of(const Terms& terms) {
    return terms.certified + (terms.certified_until - terms.certified) / 3 * 2;
}

}  // namespace

std::vector<Action> Service::begin(Time now) {
    now_ = now;
    health_.every(terms_.health_every);
    act(Look{});
    do_duties();
    return std::exchange(actions_, {});
}

std::vector<Action> Service::on(const Event& event, Time now) {
    now_ = now;
    std::visit([this](const auto& it) { take(it); }, event);
    tell_stages();
    tell_progress();
    if (stopping_) {
        if (!ended_all_ && run_.empty() && probing_.empty() && upload_.empty() &&
            withdrawal_.empty()) {
            ended_all_ = true;
            act(End{});
        }
        return std::exchange(actions_, {});
    }
    ask_people();
    consider_run();
    consider_upload();
    consider_withdrawal();
    do_duties();
    return std::exchange(actions_, {});
}

void Service::take(const StopAsked&) {
    if (std::exchange(stopping_, true)) return;
    if (!run_.empty()) act(StopRun{"the agent was stopped"});
    if (!upload_.empty() && !std::exchange(upload_stopped_, true)) act(StopUpload{});
}

void Service::take(const Terms& it) {
    terms_ = it;
    health_.every(terms_.health_every);
    not_before_.clear();
    hours_told_ = false;
}

void Service::take(const Checked& it) {
    checking_ = false;
    if (it.failed) say("the check for the desk failed; it is tried again next time", Tone::warning);
    if (!it.failed && terms_.health) send(exchange::line::Health{now_, it.findings});
}

void Service::take(const CheckpointMade& it) { send(exchange::line::Checkpoint{it.document}); }

void Service::do_duties() {
    if (tidying_.due(now_)) {
        tidying_.done(now_);
        act(Tidy{});
    }
    if (now_ >= renewal_of(terms_) && renewal_.due(now_)) {
        renewal_.done(now_);
        act(Renew{});
    }
    if (line_up_ && checkpoint_.due(now_)) {
        checkpoint_.done(now_);
        checkpoint_made_ = now_;
        act(MakeCheckpoint{});
    }
    if (terms_.health && line_up_ && run_.empty() && probing_.empty() && !checking_ &&
        health_.due(now_)) {
        health_.done(now_);
        checking_ = true;
        act(Check{});
    }
    look_again();
}

/// Where time alone changes something: a request expires, or a run of another process is killed.
void Service::look_again() {
    const bool worth = std::ranges::any_of(sight_.requests, [this](const auto& each) {
        const auto stage = each.asked.stage;
        const bool open = stage == consent::Stage::waiting || stage == consent::Stage::granted;
        const bool foreign = stage == consent::Stage::running && each.asked.id != run_;
        return foreign || (open && now_ > each.asked.not_after);
    });
    if (!worth || !looking_.due(now_)) return;
    looking_.done(now_);
    act(Look{});
}

milliseconds Service::to_minute(unsigned minute, Time now) const {
    constexpr unsigned day = 24 * 60;
    const auto ahead = (minute % day + day - minute_(now) % day) % day;
    return std::chrono::minutes{ahead == 0 ? day : ahead};
}

Time Service::next(Time now) const {
    auto soonest = now + longest_wait;
    const auto by = [&](Time at) { soonest = std::min(soonest, std::max(at, now)); };
    if (progress_) by(progress_told_ + between_progress);
    by(tidying_.at());
    if (line_up_) by(checkpoint_.at());
    if (line_up_ && terms_.health && !checking_ && run_.empty() && probing_.empty())
        by(health_.at());
    by(std::max(renewal_of(terms_), renewal_.at()));
    if (!terms_.always)
        by(std::chrono::floor<std::chrono::minutes>(now) +
           std::min(to_minute(terms_.from_minute, now), to_minute(terms_.to_minute, now)));
    for (const auto& [bundle, at] : not_before_)
        if (at > now) by(at);
    for (const auto& each : sight_.requests) {
        const auto stage = each.asked.stage;
        if (stage == consent::Stage::waiting || stage == consent::Stage::granted)
            by(std::max(each.asked.not_after + milliseconds{1}, looking_.at()));
        if (stage == consent::Stage::running && each.asked.id != run_) by(looking_.at());
    }
    // Never at once again: what was due by now was done, or waits for an event.
    return std::max(soonest, now + milliseconds{100});
}

void Service::take(const LineUp& it) {
    line_up_ = true;
    line_trouble_.clear();
    by_ = it.by;
    last_word_ = now_;
    said_.clear();
    say("the line to the desk is up (" + it.by + ")");
    checkpoint_.at_the_latest(checkpoint_made_ + between_checkpoints);
    renewal_.at_the_latest(renewal_.at() - std::chrono::days{1} + between_renewals);
    if (upload_troubled_) act(HurryUpload{});
}

void Service::take(const LineDown& it) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(it.again).count();
    const bool broke = std::exchange(line_up_, false);
    // Each further try that fails in the same way is no news.
    const bool known = std::exchange(line_trouble_, it.why) == it.why;
    say((broke ? "the line to the desk broke: " : "no line to the desk: ") + it.why +
            "; next try in " + std::to_string(seconds) + " s",
        broke || !known ? Tone::warning : Tone::detail);
}

Picture Service::picture() const {
    Picture picture{.line_up = line_up_,
                    .by = by_,
                    .last_word = last_word_,
                    .stages = {},
                    .runs = runs_,
                    .failed_runs = failed_runs_,
                    .running = !run_.empty(),
                    .acknowledged = acknowledged_before_ + acknowledged_,
                    .certified_until = terms_.certified_until};
    for (const auto& each : sight_.requests)
        ++picture.stages[std::string(name_of(each.asked.stage))];
    for (const auto& each : sight_.bundles) ++(each.refused ? picture.refused : picture.waiting);
    return picture;
}

}  // namespace diag::service
