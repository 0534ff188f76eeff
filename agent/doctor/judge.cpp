// SPDX-License-Identifier: Apache-2.0
#include "agent/doctor/judge.hpp"

#include "agent/doctor/parts.hpp"

namespace diag::doctor {

std::vector<Verdict> judge(const Vitals& vitals, Time now) {
    return {judge_configuration(vitals), judge_state(vitals),     judge_layout(vitals),
            judge_filter(vitals),        judge_room(vitals),      judge_identity(vitals, now),
            judge_clock(vitals, now),    judge_ledger(vitals),    judge_sources(vitals),
            judge_desk(vitals),          judge_service(vitals),   judge_halves(vitals),
            judge_samples(vitals),       judge_spool(vitals, now)};
}

}  // namespace diag::doctor
