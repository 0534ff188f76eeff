// SPDX-License-Identifier: Apache-2.0
// The door to the desk, of this process: who must not speak with it shuts the door first.
//
// A belt for a program that is split by rights: what was forgotten in the wrong half fails, instead
// of reaching the network. Children that this process starts have doors of their own, open at
// first.
#pragma once

#include "platform/result.hpp"

namespace diag {

/// From now on https.hpp and web_socket.hpp open no connection and fail with Fault::bug. From any
/// thread.
void shut_network_door();

/// Undoes it, where it was decided that this process may.
void open_network_door();

/// Fails while it is shut.
Result<> through_network_door();

}  // namespace diag
