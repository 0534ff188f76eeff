// SPDX-License-Identifier: Apache-2.0
// What the site allows without being asked each time, and what it never allows.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "agent/exchange/request.hpp"
#include "platform/clock.hpp"
#include "platform/records.hpp"
#include "platform/result.hpp"

namespace diag::consent {

/// The most the site lets out: consent.level.
enum class Ceiling { none, findings, bundle };

/// "These collectors, at these hours, until then: no need to ask."
struct StandingGrant {
    std::string id;  ///< UUIDv7
    std::string by;  ///< who gave it
    Time made{};
    Time until{};
    exchange::Disclosure disclosure = exchange::Disclosure::findings;
    std::vector<std::string> collectors;
    unsigned from_minute = 0;      ///< of the day, local time
    unsigned to_minute = 24 * 60;  ///< not included; below from_minute: over midnight
};

/// Whether it allows this request at that time; `minute` is that of the local day.
bool covers(const StandingGrant& grant, const exchange::Request& request, Time now,
            unsigned minute);

/// Whether consent.level lets out what the request asks for. Fails with refused.
Result<> within(Ceiling ceiling, const exchange::Request& request);

struct Verdict {
    enum class Is { granted, ask, never } is = Is::ask;
    std::string by;   ///< granted: the standing grant
    std::string why;  ///< never: in words
};

/// What the site's rules say of a request that was admitted.
Verdict verdict(const exchange::Request& request, Ceiling ceiling,
                const std::vector<StandingGrant>& grants, Time now, unsigned minute);

class Grants {
public:
    /// `state`/grants, made where missing; it belongs to us alone.
    static Result<Grants> open(const std::filesystem::path& state);

    Result<> add(const StandingGrant& grant) const;
    /// Fails with absent.
    Result<> remove(std::string_view id) const;
    /// Those that have not expired, oldest first.
    Result<std::vector<StandingGrant>> list(Time now) const;

private:
    explicit Grants(Records records) : records_(std::move(records)) {}
    Records records_;
};

/// The minute of the local day.
unsigned minute_of_day(Time now);

/// Whether a minute of the day lies in [from, to), which goes over midnight where `to` is no later.
bool in_hours(unsigned from, unsigned to, unsigned minute);

/// "20:00-06:00" as minutes of the day. Fails with malformed.
Result<std::pair<unsigned, unsigned>> hours_from(std::string_view text);

}  // namespace diag::consent
