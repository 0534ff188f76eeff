// SPDX-License-Identifier: Apache-2.0
// A verdict a part, in the order in which they can be mended.
#pragma once

#include "agent/doctor/judge.hpp"

namespace diag::doctor {

Verdict judge_configuration(const Vitals& vitals);
Verdict judge_state(const Vitals& vitals);
Verdict judge_layout(const Vitals& vitals);
Verdict judge_filter(const Vitals& vitals);
Verdict judge_room(const Vitals& vitals);
Verdict judge_identity(const Vitals& vitals, Time now);
Verdict judge_clock(const Vitals& vitals, Time now);
Verdict judge_ledger(const Vitals& vitals);
Verdict judge_sources(const Vitals& vitals);
Verdict judge_desk(const Vitals& vitals);
Verdict judge_service(const Vitals& vitals);
Verdict judge_halves(const Vitals& vitals);
Verdict judge_samples(const Vitals& vitals);
Verdict judge_spool(const Vitals& vitals, Time now);

}  // namespace diag::doctor
