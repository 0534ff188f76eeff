// SPDX-License-Identifier: Apache-2.0
// One run at a time, in the order requests came, each after a try of the way its bundle will go.
#include <algorithm>

#include "agent/service/service.hpp"

namespace diag::service {

using consent::Stage;

namespace {

constexpr milliseconds after_false_start{std::chrono::minutes{10}};

}  // namespace

void Service::take(const Sight& it) {
    sight_ = it;
    consider_dead_runs();
    // Its bundle was taken back or removed by hand, or has just been sent: which one its end tells.
    if (!upload_.empty() && !has_bundle(upload_)) {
        upload_gone_ = true;
        if (!std::exchange(upload_stopped_, true)) act(StopUpload{});
    }
}

void Service::consider_dead_runs() {
    for (const auto& [asked, told, carried_out] : sight_.requests) {
        if (asked.stage != Stage::running || carried_out || asked.id == run_) continue;
        const auto end = ends_.find(asked.id);
        act(FailRun{asked.id, end == ends_.end() || end->second.empty()
                                  ? "the agent was stopped while it ran"
                                  : end->second});
    }
}

void Service::consider_run() {
    if (!run_.empty() || !probing_.empty()) return;
    for (const auto& [asked, told, carried_out] : sight_.requests) {
        if (asked.stage != Stage::granted || carried_out || now_ > asked.not_after) continue;
        if (const auto refused = refused_.find(asked.id); refused != refused_.end()) {
            if (const auto why = std::exchange(refused->second, ""); !why.empty())
                act(Decline{asked.id, why});
            continue;
        }
        if (!may_try(asked.id)) continue;
        probing_ = asked.id;
        act(TryWay{});
        return;
    }
}

void Service::take(const Probed& it) {
    const auto id = std::exchange(probing_, "");
    piece_ = it.piece;
    if (!it.trouble.empty()) {
        say("bundles will not get through to the desk as things are: " + it.trouble, Tone::warning);
        blocked_[id] = "the way for its bundle is blocked: " + it.trouble;
    }
    const auto* request = known(id);
    if (stopping_ || !request || request->asked.stage != Stage::granted) return;
    run_ = id;
    progress_.reset();
    say_of_request(id, " runs");
    act(StartRun{id});
}

void Service::take(const RunMoved& it) {
    if (!run_.empty()) progress_ = it;
}

void Service::take(const RunEnded& it) {
    if (it.request != run_) return;
    run_.clear();
    progress_.reset();
    ++runs_;
    if (!it.why.empty()) ++failed_runs_;
    const auto why = it.why.empty() ? std::string("it ended without a result") : it.why;
    ends_[it.request] = why;
    if (it.refused) refused_[it.request] = why;
    // Where it is still granted then, something here kept it from beginning: a full disk, a
    // configuration with a mistake.
    not_before_[it.request] = now_ + after_false_start;
    say_of_request(it.request,
                   it.why.empty() ? " ran: its bundle is made" : " ended without a bundle: " + why,
                   it.why.empty() ? Tone::news : Tone::warning);
    if (stopping_) act(FailRun{it.request, "the agent was stopped while it ran"});
    // What the disk showed of it before is no longer so.
    std::erase_if(sight_.requests, [&](const auto& each) { return each.asked.id == it.request; });
    act(Look{});
}

}  // namespace diag::service
