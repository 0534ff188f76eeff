// SPDX-License-Identifier: Apache-2.0
// What the desk hears of requests, what it says, and when the site's people are asked.
#include <algorithm>

#include "agent/service/local_paths.hpp"
#include "agent/service/service.hpp"
#include "platform/text.hpp"

namespace diag::service {
namespace {

constexpr milliseconds between_progress{500};
// What ended before that and was never confirmed came by other ways than the line, or its desk is
// gone.
constexpr milliseconds worth_telling{std::chrono::days{30}};
// Far below what the line takes (agent/exchange/line.cpp), as mending may make a text longer.
constexpr std::size_t longest_words = 500;
constexpr std::size_t longest_name = 60;

std::string in_short(const std::string& text, std::size_t most) {
    return printable(std::string_view(text).substr(0, most));
}

/// A reason for the desk: what lies where is this site's own.
std::string reason_in_short(const std::string& why) {
    return in_short(without_local_paths(why), longest_words);
}

}  // namespace

void Service::send(exchange::line::Message message) {
    if (line_up_) act(Send{std::move(message)});
}

Sight::Request* Service::known(std::string_view id) {
    const auto found =
        std::ranges::find(sight_.requests, id, [](const auto& each) { return each.asked.id; });
    return found == sight_.requests.end() ? nullptr : &*found;
}

void Service::tell_stages() {
    if (!line_up_) return;
    for (const auto& [asked, told, carried_out] : sight_.requests) {
        const std::string stage(name_of(asked.stage));
        if (told.stage == stage || now_ - asked.changed > worth_telling) continue;
        if (const auto said = said_.find(asked.id); said != said_.end() && said->second == stage)
            continue;
        auto why = asked.why;
        if (const auto blocked = blocked_.find(asked.id); why.empty() && blocked != blocked_.end())
            why = blocked->second;
        said_[asked.id] = stage;
        send(exchange::line::Staged{asked.id, stage, asked.changed, reason_in_short(why),
                                    in_short(asked.by, longest_name), asked.bundle});
    }
}

void Service::tell_progress() {
    if (!progress_ || run_.empty()) return;
    const auto since = now_ - progress_told_;
    // A clock that was set back does not silence it.
    if (since >= milliseconds{0} && since < between_progress) return;
    progress_told_ = now_;
    send(exchange::line::Moved{run_, in_short(progress_->collector, longest_name),
                               std::clamp(progress_->share, 0.0, 1.0), progress_->bytes});
    progress_.reset();
}

/// One request after the other: whoever tells people may take long.
void Service::ask_people() {
    if (!asking_.empty()) return;
    for (const auto& [asked, told, carried_out] : sight_.requests) {
        if (asked.stage != consent::Stage::waiting || told.people) continue;
        if (!asked_people_.insert(asked.id).second) continue;
        say_of_request(asked.id, " waits for somebody here: ", Tone::news,
                       "safr-diag grant " + asked.id);
        asking_ = asked.id;
        act(AskPeople{asked.id});
        return;
    }
}

void Service::take(const PeopleAsked& it) {
    if (it.request == asking_) asking_.clear();
    auto* request = known(it.request);
    // Those who were not told are told by the next start.
    if (!it.well || !request) return;
    request->told.people = true;
    act(KeepTold{it.request, request->told});
}

void Service::take(const exchange::line::Message& it) {
    last_word_ = now_;
    std::visit([this](const auto& message) { heard(message); }, it);
}

void Service::heard(const exchange::line::Noted& it) {
    auto* request = known(it.request);
    if (!request || it.stage != name_of(request->asked.stage) || request->told.stage == it.stage)
        return;
    request->told.stage = it.stage;
    act(KeepTold{it.request, request->told});
}

void Service::heard(const exchange::line::Asked& it) { act(Receive{it.document}); }

void Service::heard(const exchange::line::Revoked& it) {
    act(TakeRevocations{it.list});
    act(Look{});
}

void Service::heard(const exchange::line::Checkpoint& it) { act(TakeCheckpoint{it.document}); }

void Service::heard(const exchange::line::Bye& it) {
    if (it.doubled)
        say("the desk says that another agent of our identity is there: is this machine a copy of "
            "another one? " +
                in_short(it.why, longest_words),
            Tone::warning);
    else
        say("the desk closes the line: " + in_short(it.why, longest_words));
}

void Service::take(const Received& it) {
    if (it.request.empty()) return;
    if (!it.refused.empty()) {
        say_of_request(it.request, " is refused: " + it.refused, Tone::warning);
        send(exchange::line::Staged{
            it.request, "refused", now_, reason_in_short(it.refused), "safr-diag", {}});
        return;
    }
    // The desk asks for what it does not have on record, whatever it confirmed before.
    said_.erase(it.request);
    if (auto* request = known(it.request); request && !request->told.stage.empty()) {
        request->told.stage.clear();
        act(KeepTold{it.request, request->told});
    }
    act(Look{});
}

}  // namespace diag::service
