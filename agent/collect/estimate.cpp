// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/collect.hpp"
#include "agent/collect/examine.hpp"

namespace diag::collect {
namespace {

constexpr double logs_shrink = 8;  // zlib level 6 on real logs

}  // namespace

Estimate estimate(const Order& order, run::Watcher& watcher) {
    Estimate all;
    std::uint64_t raw = 0;
    for (const auto& gathered : run::gather(order.collectors, order.scope, history_of(order),
                                            deadline_of(order), watcher)) {
        Estimate::Part part{.collector = std::string(gathered.collector->id),
                            .outcome = gathered.outcome,
                            .evidence_bytes = gathered.outcome.bytes,
                            .attachments = gathered.attachments.size()};
        for (const auto& each : gathered.attachments)
            part.attachment_bytes += each.limit > 0 ? std::min(each.limit, each.bytes) : each.bytes;
        raw += part.evidence_bytes + part.attachment_bytes;
        all.parts.push_back(std::move(part));
    }
    all.bundle_bytes = static_cast<std::uint64_t>(static_cast<double>(raw) / logs_shrink);
    return all;
}

}  // namespace diag::collect
