// SPDX-License-Identifier: Apache-2.0
// The evidence of integrations, read once, and where findings go.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collectors/bench.hpp"
#include "collectors/integrations/sync_log.hpp"
#include "collectors/integrations/visit.hpp"

namespace diag::integrations {

struct Picture {
    Time time{};  ///< when it was gathered
    std::vector<Visit> visits;
    std::optional<SyncLog> log;
    std::optional<Error> no_log;                       ///< why it could not be read
    std::map<std::string, Time, std::less<>> reached;  ///< servers, when they last answered
    std::optional<Error> no_authorities;  ///< why those of the configuration could not be read
    /// Product and host, in lower case, by earlier runs.
    std::map<std::pair<std::string, std::string>, Time> succeeded;
};

Picture picture_of(const Evidence& evidence);

/// How an outside system is, by what was seen of it from here.
enum class Outside : std::uint8_t {
    well,
    broken,   ///< it, or the way to it, fails in a way that keeps SAFR out, too
    unknown,  ///< not asked, or this machine was too busy to tell
};
Outside outside_of(const Visit& visit);

/// `severity`, but a warning at most of what nobody configured: sync.log may name what SAFR works
/// with no longer.
Severity bounded(Severity severity, bool is_configured);

/// Whether each is there and is what it should be.
void judge_reach(const Picture& picture, Bench& bench);
/// Certificates.
void judge_trust(const Picture& picture, Bench& bench);
/// What sync.log tells, in the light of the visits: whose fault a failure is.
void judge_syncs(const Picture& picture, Bench& bench);

Judgement judge(const Evidence& evidence, const Thresholds& in_force);

}  // namespace diag::integrations
