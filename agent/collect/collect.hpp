// SPDX-License-Identifier: Apache-2.0
// The pipeline: gather, redact, pass, judge, pack, seal, shelve. Values flow one way.
#pragma once

#include "agent/collect/order.hpp"

namespace diag::collect {

/// Makes a bundle of this server. Whatever a collector does, the run ends within its deadline and a
/// second, and what was had by then is in the bundle.
///
/// Fails with refused (declined at review, no recipient), full (disk), denied (state directory),
/// bug (redaction let a canary through); then no bundle remains anywhere.
Result<Receipt> collect(const Order& order, const Parcel& parcel, run::Watcher& watcher);

/// What a bundle would hold, from gathering alone: nothing is passed, sealed or written.
struct Estimate {
    struct Part {
        std::string collector;
        exchange::Outcome outcome;
        std::uint64_t evidence_bytes = 0;
        std::uint64_t attachments = 0;
        std::uint64_t attachment_bytes = 0;  ///< that would be read
    };
    std::vector<Part> parts;
    std::uint64_t bundle_bytes = 0;  ///< about: logs shrink to an eighth (measured, zlib level 6)
};
Estimate estimate(const Order& order, run::Watcher& watcher);

}  // namespace diag::collect
