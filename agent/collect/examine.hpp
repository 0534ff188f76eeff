// SPDX-License-Identifier: Apache-2.0
// `check`: gather, judge, tell. Nothing is written but the agent's own memory of it.
#pragma once

#include "agent/collect/order.hpp"

namespace diag::collect {

/// Looks at this server as it is now, with real names: the story stays on site.
Result<report::Story> examine(const Order& order, const redact::CaseKey& key,
                              run::Watcher& watcher);

/// When a run must be over.
run::Deadline deadline_of(const Order& order);

std::filesystem::path history_of(const Order& order);

}  // namespace diag::collect
