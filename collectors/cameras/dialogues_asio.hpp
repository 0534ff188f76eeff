// SPDX-License-Identifier: Apache-2.0
// Holds dialogues with many peers at once, on one thread.
#pragma once

#include "collectors/cameras/dialogue.hpp"

namespace diag::cameras {

/// Now, as all Instants count.
Instant instant_now();

/// Holds what `agenda` has, `at_once` at a time, until it has no more or `most` has passed. Those
/// still going on then say good-bye and are given 0.7 s for it. Each dialogue is handed back by
/// Agenda::ended, exactly once.
void converse(Agenda& agenda, std::size_t at_once, milliseconds most);

}  // namespace diag::cameras
