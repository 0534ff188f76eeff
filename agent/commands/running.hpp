// SPDX-License-Identifier: Apache-2.0
// Which process carries out a request, so that it can be stopped from elsewhere.
#pragma once

#include <filesystem>
#include <string>

#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// Marks this process as the one that carries out the request, until it is destroyed or ends in any
/// way. Fails with refused when another one does.
Result<Descriptor> mark_run(const std::filesystem::path& state, const std::string& id);

/// Whether a process carries it out now.
bool is_carried_out(const std::filesystem::path& state, const std::string& id);

/// SIGTERM to the process that carries it out; false when there is none.
bool stop_run(const std::filesystem::path& state, const std::string& id);

}  // namespace diag::commands
