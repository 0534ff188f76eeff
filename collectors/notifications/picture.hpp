// SPDX-License-Identifier: Apache-2.0
// The evidence of notifications, read once, and where findings go.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collectors/bench.hpp"
#include "collectors/notifications/actions.hpp"
#include "collectors/notifications/visit.hpp"

namespace diag::notifications {

struct Provider {
    std::string url;
    std::optional<Fault> fault;
    std::string reason;
};

struct Domain {
    std::string name;
    bool exists = true;
    bool takes_mail = true;
    std::string server;    ///< who told
    bool control = false;  ///< somebody else's, by which it is seen that names of others are known
};

struct Picture {
    std::optional<Actions> actions;
    std::optional<Error> no_config;  ///< why it could not be read
    bool runs = false;               ///< ARES does
    Time time{};                     ///< when it was gathered
    std::vector<Visit> visits;
    std::vector<Provider> providers;
    std::vector<Domain> domains;                              ///< those that a name server told of
    std::vector<std::pair<std::string, std::uint64_t>> sent;  ///< "mail guard" and how often
};

Picture picture_of(const Evidence& evidence);

/// The visit to the server of a channel, if there was one.
const Visit* visit_of(const Picture& picture, const Channel& channel);

/// Where findings and facts go.
struct Bench : diag::Bench {
    using diag::Bench::Bench;
    /// "host:port" that takes no mail now, as SAFRActions.config would have it sent.
    std::set<std::string> broken;
    /// Servers of SAFR's built-in alarms, once for each way of asking by which they take none.
    std::multiset<std::string> builtin_lost;
};

/// "mail.example:587".
std::string server_text(const Visit& visit);

/// The file itself: readable, whole, every label defined once and used.
void judge_config(const Picture& picture, Bench& bench);
/// It timed out and was not listened to for long enough: that says nothing of the server.
bool cut_short(const Visit& visit);
/// Whether a server is there and lets itself be spoken to.
void judge_reach(const Picture& picture, Bench& bench);
/// TLS, its certificate, and the log-in.
void judge_trust(const Picture& picture, Bench& bench);
/// What became of a test mail.
void judge_delivery(const Picture& picture, Bench& bench);
/// Short messages, recipients, and what is lost by all that.
void judge_loss(const Picture& picture, Bench& bench);

Judgement judge(const Evidence& evidence, const Thresholds& in_force);

}  // namespace diag::notifications
