// SPDX-License-Identifier: Apache-2.0
// What a run learns of its site before it redacts: passwords in SAFR's configuration and command
// lines, accounts of our own, names of this machine and of its cluster.
#pragma once

#include <span>

#include "agent/redact/learning.hpp"
#include "agent/run/gather.hpp"
#include "collectors/collector.hpp"
#include "platform/files.hpp"
#include "platform/paths.hpp"

namespace diag::collect {

/// Where configuration is read from.
struct Machine {
    Files& files = system_files();
    Paths& paths = disposable_paths();
};

/// From accounts and settings, this machine's names, and SAFR's configuration below its roots: at
/// most 256 files of 256 KiB, and 5 seconds whatever a mount does. What cannot be read teaches
/// nothing; secrets in it are still found beside their names.
void learn_of_site(redact::Learner& learner, const Scope& scope, const Machine& machine = {});

/// From what was gathered: command lines of SAFR's processes, nodes and cameras by name.
void learn_of_evidence(redact::Learner& learner, std::span<const run::Gathered> gathered);

}  // namespace diag::collect
