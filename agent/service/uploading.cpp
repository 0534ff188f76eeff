// SPDX-License-Identifier: Apache-2.0
// One bundle at a time, oldest first, within the site's hours; and what the desk is to forget.
#include <algorithm>

#include "agent/service/service.hpp"

namespace diag::service {
namespace {

constexpr milliseconds after_failure{std::chrono::hours{1}};
constexpr milliseconds after_failed_withdrawal{std::chrono::minutes{5}};

}  // namespace

bool Service::has_bundle(std::string_view id) const {
    return std::ranges::find(sight_.bundles, id, &Sight::Bundle::id) != sight_.bundles.end();
}

bool Service::open_hours() const {
    return terms_.always || consent::in_hours(terms_.from_minute, terms_.to_minute, minute_(now_));
}

bool Service::may_try(const std::string& id) const {
    const auto failed = not_before_.find(id);
    // One that was to be tried far ahead was put off by a clock that has been set back since.
    return failed == not_before_.end() || now_ >= failed->second ||
           failed->second - now_ > after_failure;
}

void Service::consider_upload() {
    const bool open = open_hours();
    if (open) hours_told_ = false;
    if (!upload_.empty()) {
        if (open || std::exchange(upload_stopped_, true)) return;
        say("the upload pauses until the site's hours for it come (desk.upload_hours)");
        hours_told_ = true;
        act(StopUpload{});
        return;
    }
    if (!withdrawal_.empty()) return;
    const auto next = std::ranges::find_if(
        sight_.bundles, [this](const auto& each) { return !each.refused && may_try(each.id); });
    if (next == sight_.bundles.end()) return;
    if (!open) {
        if (!std::exchange(hours_told_, true))
            say("bundles wait for the site's hours (desk.upload_hours)");
        return;
    }
    upload_ = next->id;
    upload_stopped_ = upload_troubled_ = upload_gone_ = false;
    say_of_bundle(upload_, " is on its way to the desk");
    act(StartUpload{upload_, piece_});
}

void Service::take(const UploadMoved& it) {
    if (upload_.empty()) return;
    acknowledged_ = it.acknowledged;
    upload_troubled_ = it.troubled;
}

void Service::take(const UploadEnded& it) {
    if (it.bundle != upload_) return;
    upload_.clear();
    upload_troubled_ = false;
    acknowledged_before_ += std::exchange(acknowledged_, 0);
    switch (it.how) {
        case UploadEnded::How::whole:
            say_of_bundle(it.bundle, " is at the desk");
            act(Tidy{});
            break;
        case UploadEnded::How::refused:
            say_of_bundle(it.bundle, ": " + it.why + "; it stays here and is sent again only by ",
                          Tone::warning, "safr-diag upload " + it.bundle);
            break;
        case UploadEnded::How::failed:
            say_of_bundle(it.bundle, " is not sent: " + it.why + "; next try in an hour",
                          Tone::warning);
            not_before_[it.bundle] = now_ + after_failure;
            break;
        case UploadEnded::How::stopped:
            if (upload_gone_) say_of_bundle(it.bundle, " is sent no further: it is no longer here");
            break;
    }
    // What the disk showed before is no longer so; until the next look nothing is begun.
    std::erase_if(sight_.bundles, [&](const auto& each) { return each.id == it.bundle; });
    act(Look{});
}

void Service::consider_withdrawal() {
    if (!line_up_ || !upload_.empty() || !withdrawal_.empty()) return;
    for (const auto& bundle : sight_.withdrawn) {
        if (!may_try(bundle)) continue;
        withdrawal_ = bundle;
        act(Withdraw{bundle});
        return;
    }
}

void Service::take(const Withdrawn& it) {
    if (it.bundle != withdrawal_) return;
    withdrawal_.clear();
    if (!it.done) not_before_[it.bundle] = now_ + after_failed_withdrawal;
    std::erase(sight_.withdrawn, it.bundle);
    act(Look{});
}

}  // namespace diag::service
