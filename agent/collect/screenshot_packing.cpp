// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/screenshot_packing.hpp"

#include <algorithm>

#include "agent/collect/by_hand.hpp"
#include "agent/collect/words.hpp"
#include "platform/clock.hpp"

namespace diag::collect {
namespace {

/// The screenshots of a case on their way.
struct Shots {
    const ContentWriter& content;
    stream::OffLimits off_limits;
    const run::Deadline& deadline;
    std::uint64_t late = 0;

    Result<pictures::Picture> picture_of(const Screenshot& screenshot) {
        if (screenshot.unfit) return *screenshot.unfit;
        if (!screenshot.agreed)
            return Error{Fault::refused, "nobody here agreed that this picture leaves"};
        pictures::Waiting waiting{.given_up = [this] { return content.stopped(); }};
        waiting.patience = std::min(waiting.patience, left());
        if (waiting.patience <= milliseconds{0}) return too_late();
        auto picture = collect::picture_of(screenshot, off_limits, waiting);
        if (!picture && picture.error().fault == Fault::timed_out && left() <= milliseconds{0})
            return too_late();
        return picture;
    }

private:
    milliseconds left() const { return deadline.at - system_clock().uptime(); }

    Error too_late() {
        ++late;
        return {Fault::timed_out, "the time of the run was over before it was packed"};
    }
};

/// Of a name that was redacted the ending may be gone.
std::string picture_path(const std::string& item, pictures::Form form) {
    const auto path = exchange::attachment_path(item);
    const auto told = pictures::form_named(path);
    if (told && *told == form) return path;
    return exchange::attachment_path(item + (form == pictures::Form::png ? ".png" : ".jpg"));
}

}  // namespace

Result<> pack_screenshots(ContentWriter& content, const Order& order, const Parcel& parcel,
                          const Redaction& redaction, const run::Deadline& deadline,
                          exchange::Outcome& outcome) {
    if (parcel.screenshots.empty()) return {};
    Shots shots{content, no_screenshots_below(order.scope), deadline};
    const Cleaning with{redaction.redactor, content.look()};
    for (const auto& each : parcel.screenshots) {
        exchange::ContentEntry entry{.collector = std::string(by_hand), .attachment = true};
        entry.item =
            redacted_words(each.file.filename().native(), with, entry.redactions, entry.leaks);
        const auto picture = shots.picture_of(each);
        if (content.stopped()) return Error{Fault::refused, "stopped before anything was sealed"};
        if (!picture) {
            entry.failure = Error{picture.error().fault,
                                  "left out: " + redacted_words(picture.error().what, with,
                                                                entry.redactions, entry.leaks)};
            content.add_failure(std::move(entry));
            continue;
        }
        const auto path = picture_path(entry.item, each.form);
        if (auto packed = content.add_picture(path, *picture, std::move(entry)); !packed)
            return packed;
    }
    if (shots.late == 0) return {};
    outcome.collector = by_hand;
    outcome.attachments += shots.late;
    tell_late(shots.late, "packing", outcome);
    return {};
}

}  // namespace diag::collect
