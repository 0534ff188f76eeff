// SPDX-License-Identifier: Apache-2.0
// A month of SAFR Cloud in a language, for people.
#pragma once

#include <string>

#include "agent/availability/evidence.hpp"
#include "agent/report/voice.hpp"

namespace diag::commands {

/// Time by class, the availability and what can be claimed for it, every outage.
std::string month_text(const availability::Account& account, const report::Voice& voice);

}  // namespace diag::commands
