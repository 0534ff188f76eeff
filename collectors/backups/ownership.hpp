// SPDX-License-Identifier: Apache-2.0
// Who may decide what is read: root's worker follows no path that another user can turn elsewhere.
#pragma once

#include <string>

#include "collectors/collector.hpp"

namespace diag::backups {

/// Whether cron takes this crontab for root's own: /etc/crontab, /etc/cron.d/*, and root's of the
/// spool (Debian's and Red Hat's place).
bool is_roots_crontab(const std::string& path);

/// Succeeds where root alone may change what lies at an absolute path: no link on the way, it is a
/// regular file, it and each directory above belong to root, and nobody else may write to them.
/// A group of the system may write to a directory (Ubuntu's /var/log: syslog). Asks stat(1).
///
/// Fails with refused naming what others may change, or as stat does: absent, timed_out.
Result<> only_root_changes(World& world, const std::string& path);

}  // namespace diag::backups
