// SPDX-License-Identifier: Apache-2.0
// What earlier looks came to, so that silence is measured by looks and not by time alone.
//
// Each look remembers one JSON line, which holds all that must outlive it: however often somebody
// looks, and however few lines are kept, nothing of it is forgotten.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/cloud/look.hpp"

namespace diag::cloud {

struct Memory {
    std::optional<Time> cloud_reached, licence_reached;  ///< the last time
    /// The last time that a licence server which somebody named answered, believed or not.
    std::optional<Time> licence_answered;
    /// The first time that the licence server was asked in vain after that, or ever.
    std::optional<Time> licence_silent;
    std::set<std::string> places;  ///< interfaces that ever answered: "covi.real.com:443"
};

/// Of lines that looks remembered, the oldest first. Lines of a time after `now` do not count: a
/// clock was ahead then.
Memory memory_of(std::string_view lines, Time now);

/// The line to remember of a look: what a box on the way answered is remembered as no answer of
/// those behind it.
json::value to_json(const Memory& before, const std::vector<Look>& looks, const Trust& trust,
                    Time now);

/// Whether the licence server was there; nothing where that cannot be told: a chain that is not
/// believed, and never was, may be of the server's own authority; without a store none is.
std::optional<bool> licence_there(const Memory& before, const Look& look, const Trust& trust);

}  // namespace diag::cloud
