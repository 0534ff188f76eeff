// SPDX-License-Identifier: Apache-2.0
// The service at a site: who is told what, what runs, what is sent, and when.
//
// It decides and does nothing: events in, actions out. How things stand it learns by looking at the
// disk (Sight), as people grant, decline and revoke in processes of their own.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "agent/consent/grants.hpp"
#include "agent/service/duty.hpp"
#include "agent/service/event.hpp"

namespace diag::service {

/// What the service did and does, for those who watch it.
struct Picture {
    bool line_up = false;
    std::string by;    ///< "websocket", "poll"; of the last line there was
    Time last_word{};  ///< when the desk last said anything; zero: never
    std::map<std::string, std::uint64_t> stages;  ///< requests on record, by stage
    std::uint64_t runs = 0, failed_runs = 0;      ///< that ended since the start
    bool running = false;
    std::uint64_t acknowledged = 0;          ///< bytes of uploads, since the start
    std::uint64_t waiting = 0, refused = 0;  ///< bundles
    Time certified_until{};
};

class Service {
public:
    using MinuteOfDay = unsigned (*)(Time);

    explicit Service(const Terms& terms, MinuteOfDay minute = consent::minute_of_day)
        : terms_(terms), minute_(minute) {}

    /// What is to be done first.
    std::vector<Action> begin(Time now);

    /// What an event asks for, in this order.
    std::vector<Action> on(const Event& event, Time now);

    /// When a Tick is due at the latest; after `now`, and no more than a quarter of an hour.
    Time next(Time now) const;

    Picture picture() const;

private:
    void take(const LineUp& it);
    void take(const LineDown& it);
    void take(const exchange::line::Message& it);
    void take(const Sight& it);
    void take(const Received& it);
    void take(const Probed& it);
    void take(const RunMoved& it);
    void take(const RunEnded& it);
    void take(const UploadMoved& it);
    void take(const UploadEnded& it);
    void take(const Withdrawn& it);
    void take(const Checked& it);
    void take(const PeopleAsked& it);
    void take(const CheckpointMade& it);
    void take(const Terms& it);
    void take(const Tick&) {}
    void take(const StopAsked&);

    void heard(const exchange::line::Noted& it);
    void heard(const exchange::line::Asked& it);
    void heard(const exchange::line::Revoked& it);
    void heard(const exchange::line::Checkpoint& it);
    void heard(const exchange::line::Bye& it);
    template <class Other>
    void heard(const Other&) {}

    void act(Action action) { actions_.push_back(std::move(action)); }
    void say(std::string sentence, Tone tone = Tone::news, std::string command = {}) {
        act(Say{std::move(sentence), tone, std::move(command)});
    }
    /// "request ID" and the rest, told as being about it; so of a bundle.
    void say_of_request(const std::string& id, const std::string& rest, Tone tone = Tone::news,
                        std::string command = {}) {
        act(Say{"request " + id + rest, tone, std::move(command), id});
    }
    void say_of_bundle(const std::string& id, const std::string& rest, Tone tone = Tone::news,
                       std::string command = {}) {
        act(Say{"bundle " + id + rest, tone, std::move(command), {}, id});
    }
    void send(exchange::line::Message message);

    void tell_stages();
    void tell_progress();
    void ask_people();
    void look_again();
    void consider_run();
    void consider_dead_runs();
    void consider_upload();
    void consider_withdrawal();
    void do_duties();

    Sight::Request* known(std::string_view id);
    bool has_bundle(std::string_view id) const;
    bool open_hours() const;
    bool may_try(const std::string& id) const;
    milliseconds to_minute(unsigned minute, Time now) const;

    Terms terms_;
    MinuteOfDay minute_;
    Time now_{};
    std::vector<Action> actions_;
    bool stopping_ = false, ended_all_ = false;

    bool line_up_ = false;
    std::string line_trouble_;  ///< why there is none, as it was told; empty: there is
    std::string by_;
    Time last_word_{};

    Sight sight_;
    std::map<std::string, std::string, std::less<>> said_;  ///< stages, over this line
    std::set<std::string, std::less<>> asked_people_;
    std::string asking_;  ///< the request that people are told of now; empty: none

    std::string probing_, run_;                                ///< a request's id; empty: none
    std::map<std::string, std::string, std::less<>> ends_;     ///< of runs, why, by request
    std::map<std::string, std::string, std::less<>> refused_;  ///< when proven again; empty: said
    std::map<std::string, std::string, std::less<>> blocked_;  ///< what was wrong with the way
    std::uint64_t piece_ = 0;
    std::optional<RunMoved> progress_;
    Time progress_told_{};
    std::uint64_t runs_ = 0, failed_runs_ = 0;

    std::string upload_, withdrawal_;  ///< a bundle's id; empty: none
    bool upload_stopped_ = false, upload_troubled_ = false, hours_told_ = false;
    bool upload_gone_ = false;  ///< its bundle is not where it lay: sent, or taken back
    std::uint64_t acknowledged_before_ = 0, acknowledged_ = 0;
    std::map<std::string, Time, std::less<>> not_before_;  ///< bundles and requests that failed

    Time checkpoint_made_{};
    bool checking_ = false;
    Duty checkpoint_{std::chrono::days{1}}, renewal_{std::chrono::days{1}};
    Duty tidying_{std::chrono::days{1}}, looking_{std::chrono::minutes{1}};
    Duty health_{std::chrono::hours{1}};
};

}  // namespace diag::service
