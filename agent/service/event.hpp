// SPDX-License-Identifier: Apache-2.0
// What happens to the service, and what it wants done about it: values, so that all of it can be
// tested without a thread, a socket or a clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/consent/asked.hpp"
#include "agent/exchange/line.hpp"
#include "agent/service/told.hpp"

namespace diag::service {

/// How things stand on the disk.
struct Sight {
    struct Request {
        consent::Asked asked;
        Told told;
        bool carried_out = false;  ///< a process is at it
    };
    struct Bundle {
        std::string id;
        bool refused = false;  ///< the desk turned it down: only a person sends it again
    };
    std::vector<Request> requests;       ///< oldest first
    std::vector<Bundle> bundles;         ///< not sent yet, oldest first
    std::vector<std::string> withdrawn;  ///< of which the desk may hold a part, and we no longer do
};

/// What holds of this site; anew when the configuration is.
struct Terms {
    bool health = false;  ///< the desk may be told what a check finds
    milliseconds health_every{3'600'000};
    bool always = true;  ///< bundles are sent at all hours; else in these minutes of the day:
    unsigned from_minute = 0, to_minute = 24 * 60;
    Time certified{}, certified_until{};  ///< how long the desk vouches for us
};

// What happens.
struct LineUp {
    std::string by;  ///< "websocket", "poll"
};
struct LineDown {
    std::string why;
    milliseconds again{};
};
/// A document was dealt with: on record under its id, or refused. No id: it could not be read, or
/// something failed here.
struct Received {
    std::string request;
    std::string refused;  ///< why; empty: it is on record
};
struct Probed {
    std::string trouble;      ///< empty: bodies pass, or nobody knows
    std::uint64_t piece = 0;  ///< bytes to begin uploads with; 0: not known
};
struct RunMoved {
    std::string collector;
    double share = 0;
    std::uint64_t bytes = 0;
};
struct RunEnded {
    std::string request;
    std::string why;       ///< empty: it did what it should
    bool refused = false;  ///< it was proven again and does not hold
};
struct UploadMoved {
    std::uint64_t acknowledged = 0, size = 0;
    bool troubled = false;  ///< nothing moves; it is tried again after a pause
};
struct UploadEnded {
    std::string bundle;
    enum class How { whole, stopped, refused, failed } how = How::whole;
    std::string why;
};
struct Withdrawn {
    std::string bundle;
    bool done = false;  ///< nothing of it is remembered any longer
};
struct Checked {
    std::vector<exchange::line::Health::Count> findings;
    bool failed = false;
};
/// Whoever tells this site's people was called.
struct PeopleAsked {
    std::string request;
    bool well = false;  ///< they were told
};
struct CheckpointMade {
    std::string document;
};
struct Tick {};
struct StopAsked {};

using Event = std::variant<LineUp, LineDown, exchange::line::Message, Sight, Received, Probed,
                           RunMoved, RunEnded, UploadMoved, UploadEnded, Withdrawn, Checked,
                           PeopleAsked, CheckpointMade, Terms, Tick, StopAsked>;

// What is to be done. Those marked with an event are answered by it.
struct Send {
    exchange::line::Message message;
};
struct Look {};  ///< Sight
struct Receive {
    std::string document;
};  ///< Received
struct KeepTold {
    std::string request;
    Told told;
};
struct AskPeople {
    std::string request;
};                 ///< PeopleAsked
struct TryWay {};  ///< Probed
struct StartRun {
    std::string request;
};  ///< RunMoved, RunEnded
struct StopRun {
    std::string why;
};
/// On record as failed, if it is still running there.
struct FailRun {
    std::string request, why;
};  ///< Sight, where it could be done
/// On record as declined, if it is still waiting or granted there.
struct Decline {
    std::string request, why;
};  ///< Sight, where it could be done
struct StartUpload {
    std::string bundle;
    std::uint64_t piece = 0;
};  ///< UploadMoved, UploadEnded
struct StopUpload {};
struct HurryUpload {};  ///< tries now instead of after its pause
struct Withdraw {
    std::string bundle;
};               ///< Withdrawn
struct Tidy {};  ///< of sent bundles
struct TakeRevocations {
    std::string list;
};
struct MakeCheckpoint {};  ///< CheckpointMade
struct TakeCheckpoint {
    std::string document;
};
struct Check {};  ///< Checked
struct Renew {};  ///< Terms, where it worked
/// To the people of this site.
enum class Tone { news, warning, detail };  ///< detail: only for who wants to know all
struct Say {
    std::string sentence;
    Tone tone = Tone::news;
    std::string command = {};  ///< to type, behind the sentence
    std::string request = {};  ///< what it is about: its id
    std::string bundle = {};
};
struct End {};

using Action =
    std::variant<Send, Look, Receive, KeepTold, AskPeople, TryWay, StartRun, StopRun, FailRun,
                 Decline, StartUpload, StopUpload, HurryUpload, Withdraw, Tidy, TakeRevocations,
                 MakeCheckpoint, TakeCheckpoint, Check, Renew, Say, End>;

}  // namespace diag::service
