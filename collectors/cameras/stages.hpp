// SPDX-License-Identifier: Apache-2.0
// The stages of a run: cameras climbed, without and with their stream, and hosts visited.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "collectors/cameras/login_gate.hpp"
#include "collectors/cameras/plan.hpp"
#include "collectors/cameras/stream_slots.hpp"

namespace diag::cameras {

// A brief run waits for a camera as long as a healthy one could take on a site's own network.
inline constexpr milliseconds brief_patience{700};

/// What all stages share.
struct Tour {
    Tour(World& all, Sink& to)
        : world(all),
          sink(to),
          start(all.clock.uptime()),
          slots(plays() ? all.scope.cameras.play_at_once : 0, changes) {}

    /// A check describes; only a collection plays.
    bool plays() const { return !world.scope.brief && world.scope.cameras.play.count() > 0; }

    /// The gate of the host at this address, whatever the port.
    LoginGate& gate(const std::string& address) {
        return gates.try_emplace(address, changes).first->second;
    }
    milliseconds left(milliseconds end) const {
        return std::max(milliseconds{0}, start + end - world.clock.uptime());
    }
    milliseconds rung_patience() const {
        const auto set = world.scope.cameras.patience;
        return world.scope.brief ? std::min(set, brief_patience) : set;
    }

    World& world;
    Sink& sink;
    milliseconds start;
    Plan plan;
    std::uint64_t changes = 0;
    StreamSlots slots;
    std::map<std::string, LoginGate> gates;
    std::vector<bool> reached;   ///< by camera: something answered
    std::vector<bool> playable;  ///< by camera: described, with video, and not played yet
    std::size_t unasked = 0;
};

/// Climbs the cameras of these numbers until `by`, counted from the start of the run: up to their
/// description, and through their stream where a slot is free. `again`: they were described before,
/// and only their stream is still wanted.
void climb(Tour& tour, const std::vector<std::size_t>& numbers, bool again, milliseconds by);

/// Asks the ONVIF service of each host once that answered, or that the configuration names.
void visit(Tour& tour, milliseconds by);

}  // namespace diag::cameras
