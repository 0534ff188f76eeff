// SPDX-License-Identifier: Apache-2.0
// For whom a bundle is sealed, where it goes and what comes along.
#pragma once

#include "agent/collect/order.hpp"
#include "agent/config/config.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// How big a bundle in `out` (empty: the spool) may become: what the configuration allows and the
/// disk has room for. Fails with full, absent, denied.
Result<exchange::BundleLimits> limits_of(const config::Config& config, const collect::Order& order,
                                         const std::optional<std::filesystem::path>& out);

/// From --to, --out, --case, --attach, --review and the configuration. Every file named is looked
/// at now, before any collector runs. Fails with refused (no recipient, expired, lacks key
/// agreement; --out is a file), malformed (no certificate, case file), full, absent, denied.
Result<collect::Parcel> parcel_from(const Invocation& invocation, const collect::Order& order);

}  // namespace diag::commands
