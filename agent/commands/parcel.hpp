// SPDX-License-Identifier: Apache-2.0
// For whom a bundle is sealed, where it goes and what comes along.
#pragma once

#include "agent/collect/order.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// From --to, --out, --case, --attach, --review and the configuration. Every file named is looked
/// at now, before any collector runs. Fails with refused (no recipient, expired, lacks key
/// agreement; --out is a file), malformed (no certificate, case file), full, absent, denied.
Result<collect::Parcel> parcel_from(const Invocation& invocation, const collect::Order& order);

}  // namespace diag::commands
