// SPDX-License-Identifier: Apache-2.0
// The backup that a rollback would rest on: is it proven and young, and does it fit?
#pragma once

#include "agent/upgrade/conditions.hpp"

namespace diag::upgrade {

/// The condition "backup".
Condition backup_condition(const Chapters& chapters, const Wanted& wanted);

/// The condition "images": what would bring them back. Images may be kept apart from the database,
/// by backup.py or by other means, but that nothing on this server is known to hold them is for
/// somebody to answer for. Without a proven backup it is not told, as the condition "backup" says.
Condition images_condition(const Wanted& wanted);

/// Takes back the condition "room" where what a rollback would bring back is not told to fit. Where
/// there is no backup nothing can be told, and the condition "backup" says so; where none is needed
/// nothing comes back here.
void judge_rollback_room(const Chapters& chapters, const Wanted& wanted, Condition& condition);

}  // namespace diag::upgrade
