// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/board.hpp"

#include <algorithm>
#include <array>

#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

namespace line = exchange::line;

constexpr std::size_t most_watchers = 1000;
constexpr std::array<std::string_view, 8> stages{"refused", "waiting", "granted", "declined",
                                                 "running", "done",    "failed",  "revoked"};

std::string state_of(const json::object& shown) {
    return sha256_hex(json::write(shown)).substr(0, 16);
}

}  // namespace

std::filesystem::path incoming_file(const Home& home, const std::string& upload) {
    return home.file("incoming") / (upload + ".part");
}

std::uint64_t received(const Home& home, const Upload& upload) {
    std::error_code absent;
    const auto size = std::filesystem::file_size(incoming_file(home, upload.id), absent);
    return absent ? 0 : size;
}

json::value Board::upload_of(const Posted& posted) {
    const auto upload = office_.store.receipts->upload_of(posted.agent, posted.bundle);
    if (!upload) return nullptr;
    return json::object{{"bytes", received(office_.home, *upload)}, {"size", upload->size}};
}

json::object Board::shown(const Posted& posted) {
    const bool expired = posted.stage == "asked" && posted.not_after < office_.clock.now();
    json::object it{{"id", posted.id},
                    {"agent", posted.agent},
                    {"engineer", posted.engineer_name},
                    {"case", posted.case_number},
                    {"reason", posted.reason},
                    {"made", to_text(posted.made)},
                    {"not_after", to_text(posted.not_after)},
                    {"stage", expired ? "expired" : posted.stage},
                    {"changed", to_text(posted.changed)},
                    {"why", posted.why},
                    {"by", posted.by},
                    {"bundle", posted.bundle},
                    {"here", false},
                    {"progress", nullptr},
                    {"upload", nullptr}};
    if (!posted.bundle.empty()) {
        const auto here = office_.store.bundles->bundle(posted.bundle, posted.agent);
        it["here"] = here && here->agent == posted.agent;
        if (!here) it["upload"] = upload_of(posted);
    }
    {
        const std::lock_guard hold(mutex_);
        const auto moved = moved_.find(posted.id);
        if (moved != moved_.end() && posted.stage == "running")
            it["progress"] = json::object{{"collector", moved->second.collector},
                                          {"share", moved->second.share},
                                          {"bytes", moved->second.bytes}};
    }
    it["state"] = state_of(it);
    return it;
}

Result<json::object> Board::shown(const std::string& id) {
    const auto posted = office_.store.requests->request(id);
    if (!posted) return posted.error();
    return shown(*posted);
}

WebOutcome Board::watched(const std::string& id, const std::string& state, milliseconds patience) {
    const auto now = shown(id);
    if (!now) return web_error(now.error());
    if (now->at("state").as_string() != state || patience.count() <= 0) return web_json(*now);
    const std::string whole(now->at("id").as_string());
    return WebWait{.patience = patience,
                   .otherwise = web_json(*now),
                   .begin = [this, whole, state](std::shared_ptr<WebLater> later) {
                       {
                           const std::lock_guard hold(mutex_);
                           // The oldest ones have been answered by their own patience long ago.
                           if (watchers_.size() >= most_watchers)
                               watchers_.erase(watchers_.begin());
                           watchers_.push_back({whole, state, std::move(later)});
                       }
                       // What came between the look and now.
                       tell(whole);
                   }};
}

void Board::tell(const std::string& request) {
    {
        const std::lock_guard hold(mutex_);
        if (std::ranges::none_of(watchers_, [&](const auto& it) { return it.request == request; }))
            return;
    }
    const auto now = shown(request);
    if (!now) return;
    const std::string_view state = now->at("state").as_string();
    std::vector<std::shared_ptr<WebLater>> told;
    {
        const std::lock_guard hold(mutex_);
        std::erase_if(watchers_, [&](const Watcher& each) {
            const bool tells = each.request == request && each.state != state;
            if (tells) told.push_back(each.later);
            return tells;
        });
    }
    for (const auto& later : told) later->answer(web_json(*now));
}

Result<bool> Board::staged(const std::string& agent, const line::Staged& staged) {
    if (std::ranges::find(stages, staged.stage) == stages.end()) return false;
    auto posted = office_.store.requests->request(staged.request);
    if (!posted && posted.error().fault == Fault::absent) return false;
    if (!posted) return posted.error();
    if (posted->agent != agent || posted->id != staged.request) return false;
    posted->stage = staged.stage;
    posted->changed = staged.at;
    posted->why = staged.why;
    posted->by = staged.by;
    posted->bundle = is_uuid(staged.bundle) ? staged.bundle : std::string();
    if (const auto kept = office_.store.requests->change(*posted); !kept) return kept.error();
    {
        const std::lock_guard hold(mutex_);
        if (posted->stage != "running") moved_.erase(posted->id);
        // One bundle a request, whatever an agent says one after the other.
        const auto before = bundle_of_.find(posted->id);
        if (before != bundle_of_.end()) answers_.erase(before->second);
        if (before != bundle_of_.end()) bundle_of_.erase(before);
        if (!posted->bundle.empty()) {
            bundle_of_[posted->id] = agent + "/" + posted->bundle;
            answers_[agent + "/" + posted->bundle] = posted->id;
        }
    }
    tell(posted->id);
    return true;
}

void Board::moved(const std::string& agent, const line::Moved& moved) {
    const auto posted = office_.store.requests->request(moved.request);
    if (!posted || posted->agent != agent || posted->stage != "running") return;
    {
        const std::lock_guard hold(mutex_);
        moved_[posted->id] = moved;
    }
    tell(posted->id);
}

void Board::coming(const std::string& agent, const std::string& bundle) {
    std::string request;
    {
        const std::lock_guard hold(mutex_);
        const auto answered = answers_.find(agent + "/" + bundle);
        if (answered == answers_.end()) return;
        request = answered->second;
    }
    tell(request);
}

}  // namespace diag::desk
