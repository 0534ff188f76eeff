// SPDX-License-Identifier: Apache-2.0
// The systemd journal, where there is one with something in it.
#pragma once

#include <string>

#include "collectors/collector.hpp"

namespace diag::logs {

struct Journal {
    bool available = false;
    std::string why;  ///< why not, in words
};

/// Looks for journal files, and for one entry that we may read.
Journal find_journal(World& world);

/// The window's entries but for those of the facilities auth and authpriv.
Attachment journal_attachment(const Scope& scope, std::uint64_t limit);

}  // namespace diag::logs
