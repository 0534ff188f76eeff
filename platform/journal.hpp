// SPDX-License-Identifier: Apache-2.0
// Lines for the journal of systemd that carry fields, so that people may search by them:
// journalctl SAFR_DIAG_REQUEST=ID
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

namespace diag {

/// Name, of capital letters, digits and underscores (systemd.journal-fields(7)), and value.
using JournalFields = std::vector<std::pair<std::string_view, std::string_view>>;

/// Where journald takes entries (JOURNAL_NATIVE_PROTOCOL of systemd).
inline constexpr const char* journal_socket = "/run/systemd/journal/socket";

/// One entry, sent without waiting. False: nobody took it. Line breaks in values become blanks, as
/// one would end its field. From any thread.
bool tell_journal(const std::filesystem::path& socket, const JournalFields& fields);

}  // namespace diag
