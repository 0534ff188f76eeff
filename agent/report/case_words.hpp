// SPDX-License-Identifier: Apache-2.0
// What a case lacks and how its clocks stand, in words.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "agent/cases/notes.hpp"
#include "agent/report/voice.hpp"

namespace diag::report {

/// "by 23 Nov 2026 21:05", "OVERDUE since ...", "paused": local to this process.
std::string in_words(const cases::Due& due, const Voice& voice);
/// The same with its times as `written` has them, such as by the clocks of another place.
std::string in_words(const cases::Due& due, const Voice& voice,
                     const std::function<std::string(Time)>& written);

/// A sentence for each thing that is lacking: what, and why L3 needs it.
std::vector<std::string> lacking(const cases::Notes& notes, const cases::Along& along,
                                 const Voice& voice);

}  // namespace diag::report
