// SPDX-License-Identifier: Apache-2.0
// How far away is a port? TCP connections that are opened and closed again: no privilege is needed,
// and a refusal tells the time as well as an acceptance does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/clock.hpp"

namespace diag::network {

struct Door {
    std::string address;  ///< numeric
    std::uint16_t port = 0;
};

/// How one connection went: the time, and errno's name where there was none.
struct Knock {
    double ms = 0;
    std::string error;  ///< "" accepted, "ECONNREFUSED" the host is up, "ETIMEDOUT" silence
    /// Silent while others had the processors for over a quarter of the patience: that tells
    /// nothing.
    bool starved = false;
};

/// One connection to each door at once, `patience` for all of them. Answer i belongs to door i.
/// What takes a second or more has lost its first packet: Linux sends it again after one (RFC
/// 6298 2.1).
std::vector<Knock> knock_at(const std::vector<Door>& doors, milliseconds patience);

}  // namespace diag::network
