// SPDX-License-Identifier: Apache-2.0
// Is the machine under SAFR in order: processors, memory, kernel, heat, GPU, clock?
//
// reading.hpp lists the evidence, thresholds.cpp the numbers. Each judge looks at its own items and
// is silent about what was not gathered; what could not be gathered and matters is a finding.
#include "collectors/catalog.hpp"
#include "collectors/system/gather.hpp"
#include "collectors/system/review.hpp"
#include "collectors/system/thresholds.hpp"

namespace diag {
namespace host {
namespace {

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    Review review(evidence, in_force);
    judge_machine(review);
    judge_cpu(review);
    judge_memory(review);
    judge_limits(review);
    judge_kernel(review);
    judge_heat(review);
    judge_gpu(review);
    judge_time(review);
    draw_charts(review);
    return std::move(review.judgement());
}

}  // namespace
}  // namespace host

const Collector collectors::system{
    .id = "system",
    .title = "Server: CPU, memory, kernel, GPU, clock",
    .reads =
        "counters and settings of the kernel, its log, names of processes, temperatures, the "
        "state of NVIDIA cards and of the time service; no command lines, no files of users",
    .patience = milliseconds{60'000},
    .memory = 96ull << 20,
    .output = 12ull << 20,
    .thresholds = host::thresholds,
    .gather = host::gather,
    .judge = host::judge,
    .remembers = "snapshot"};

}  // namespace diag
