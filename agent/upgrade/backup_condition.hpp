// SPDX-License-Identifier: Apache-2.0
// The backup that a rollback would rest on: is it proven and young, and does it fit?
#pragma once

#include "agent/upgrade/conditions.hpp"

namespace diag::upgrade {

/// The condition "backup".
Condition backup_condition(const Chapters& chapters, const Wanted& wanted);

/// Takes back the condition "room" where what a rollback would bring back is not told to fit. Where
/// there is no backup nothing can be told, and the condition "backup" says so; where none is needed
/// nothing comes back here.
void judge_rollback_room(const Chapters& chapters, const Wanted& wanted, Condition& condition);

}  // namespace diag::upgrade
