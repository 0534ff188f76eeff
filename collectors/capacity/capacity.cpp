// SPDX-License-Identifier: Apache-2.0
// Is this server big enough for what it does, and which part is to be grown first?
//
// The vendor's sizing rules are few and rough (safr-facts 9), so what they do not say is not made
// up: growth is measured, told as a range, and where it cannot be known that is told.
//
// Not judged: how many devices and persons there are against the vendor's 100 and 200,000 (50,000
// with an external sync), for they are the database's to tell; 15 KB a person, which growth shows
// as it is; and throughput at 4 KB, as measuring it would slow what it measures.
#include <algorithm>
#include <functional>

#include "collectors/capacity/gather.hpp"
#include "collectors/capacity/picture.hpp"
#include "collectors/capacity/thresholds.hpp"
#include "collectors/catalog.hpp"
#include "platform/text.hpp"

namespace diag {
namespace capacity {

void judge_first(const Picture& picture, Bench& bench) {
    auto& all = bench.standings;
    if (all.empty()) return;
    std::ranges::stable_sort(all, std::greater{}, &Standing::need);
    const auto& first = all.front();
    std::vector<std::string> others;
    for (const auto& each : all)
        if (&each != &first) others.push_back(each.measured);
    const Parameters words{{"part", first.part},
                           {"measured", first.measured},
                           {"others", others.empty() ? "-" : joined(others, "; ")},
                           {"nodes", std::to_string(picture.nodes)}};
    if (first.need > 1)
        bench.find("capacity.grow_first", Severity::warning, words, first.rests_on);
    else if (first.need >= bench.limit("capacity.near") / 100)
        bench.find("capacity.grow_next", Severity::info, words, first.rests_on);
    else
        bench.note("capacity.first", first.measured);
}

}  // namespace capacity

namespace {

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = capacity::picture_of(evidence);
    capacity::Bench bench(evidence, capacity::thresholds, in_force);
    if (!picture.here) return {};
    capacity::judge_load(picture, bench);
    capacity::judge_drives(picture, bench);
    capacity::judge_scanners(picture, bench);
    capacity::judge_indexers(picture, bench);
    capacity::judge_first(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace

const Collector collectors::capacity{
    .id = "capacity",
    .title = "Size of the server",
    .reads =
        "memory, the NVIDIA card, how many feeds run here, where images and database lie and how "
        "much room is left there; how many files of which size the object store holds by the day "
        "they were written, and the size of the database; neither names nor contents of images; "
        "which virus scanners and file indexers run, what their settings leave out, and as which "
        "users "
        "SAFR's programs run",
    .patience = diag::capacity::patience,
    .memory = 56 << 20,
    .output = 4 << 20,
    .thresholds = diag::capacity::thresholds,
    .gather = diag::capacity::gather,
    .judge = judge,
    .remembers = "measured",
    .asks_site = true};

}  // namespace diag
