// SPDX-License-Identifier: Apache-2.0
// A bond of several network cards, as the kernel describes it in /proc/net/bonding/NAME (the
// kernel's networking/bonding.rst).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace diag::network {

struct BondMember {
    std::string device;
    std::string status;  ///< "up", "down", "going down", "going back"
    std::string duplex;
    std::int64_t speed = 0;      ///< Mbit/s; 0: not known
    std::uint64_t failures = 0;  ///< times its link was lost
    std::string aggregator;      ///< of 802.3ad: members with another one carry nothing
};

struct Bond {
    std::string mode;    ///< "IEEE 802.3ad Dynamic link aggregation"
    std::string status;  ///< of the whole
    std::string active;  ///< the member in use, of active-backup
    std::string aggregator;
    std::vector<BondMember> members;
};

/// At most 64 members. What is not known of a line is left out.
Bond parse_bonding(std::string_view text);

}  // namespace diag::network
