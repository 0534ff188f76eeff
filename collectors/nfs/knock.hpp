// SPDX-License-Identifier: Apache-2.0
// Is anybody there? One TCP connection, opened and closed again.
#pragma once

#include <cstdint>
#include <string>

#include "collectors/nfs/steps.hpp"
#include "platform/clock.hpp"

namespace diag::nfs {

/// A step "connect" with the port. `address` is numeric. The error is ECONNREFUSED where the host
/// is up and nobody listens, ETIMEDOUT where nothing came back within `patience`, EHOSTUNREACH
/// where a router or our own kernel found no way.
Step knock(const std::string& address, std::uint16_t port, milliseconds patience);

}  // namespace diag::nfs
