// SPDX-License-Identifier: Apache-2.0
// Passes attachments into content.tar.gz, between canaries.
#pragma once

#include <filesystem>
#include <vector>

#include "agent/collect/canaries.hpp"
#include "agent/collect/clean.hpp"
#include "agent/collect/content_writer.hpp"
#include "agent/collect/redaction.hpp"
#include "agent/collect/tell.hpp"

namespace diag::collect {

/// What passing gave, and what it cost.
struct Passing {
    PassedByCollector passed;
    exchange::Outcome outcome;
    exchange::CanaryCount canaries;  ///< that went with them
};

/// Passes the attachments of all collectors, and those added by hand, straight into the content.
/// Their gzip members wait in a file without a name in `workbench`, one attachment at a time.
/// Canaries go before and behind them and come to nothing; fails with bug when one survives.
Result<Passing> pack_attachments(ContentWriter& content, const std::vector<Clean>& all,
                                 const Order& order, const Parcel& parcel,
                                 const Redaction& redaction, const std::filesystem::path& workbench,
                                 const run::Deadline& deadline, run::Watcher& watcher);

}  // namespace diag::collect
