// SPDX-License-Identifier: Apache-2.0
// What the parts of `safr-diag case` share: the case that is meant, what happened in it, and by
// which calendar its clocks run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/cases/entry.hpp"
#include "agent/cases/notes.hpp"
#include "agent/config/config.hpp"
#include "agent/report/voice.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

extern const Command case_command;

/// The calendar --calendar names, else calendar.toml beside the configuration, else the usual one.
Result<cases::Calendar> calendar_of(const Invocation& invocation, const config::Config& config);

/// What was recorded of a case here, proven: signed by this agent's key. None yet: empty.
Result<cases::History> case_history(const std::filesystem::path& state, const std::string& number);

/// Adds an entry that this agent signs. Fails as History::next() does, and with full where the
/// record of the case would be longer than the 4 MiB that are read of one.
Result<> record_in_case(const std::filesystem::path& state, const cases::Entry& entry);

/// Sets `opened` and `clocks` of a case as they stand at `now`: from what was recorded here, else
/// from its file. Without an opening there are none.
Result<> tell_clocks(cases::Notes& notes, const cases::History& history,
                     const cases::Calendar& calendar, Time now);

/// A case that was named on the command line, with all that is known of it here.
struct CaseHere {
    config::Config config;
    cases::Notes notes;
    cases::Calendar calendar;
    report::Language language = report::Language::en;
};
Result<CaseHere> case_here(const Invocation& invocation, const std::filesystem::path& state);

/// A screenshot in a bundle.
struct CasePicture {
    std::string path;  ///< "attachments/login.png"
    std::uint64_t bytes = 0;
    std::string sha256;
};

/// Of the bundles made here for that case the newest, as `collect` noted it; nothing where there is
/// none.
struct CaseBundle {
    std::string id, path;
    Time made{};
    std::string findings;  ///< in words, a line each
    std::vector<CasePicture> pictures;
};
std::optional<CaseBundle> newest_bundle_of(const std::filesystem::path& state,
                                           const cases::Notes& notes);
/// Notes a bundle that was made for a case. One that can_be_known() by nothing is nobody's.
Result<> note_bundle(const std::filesystem::path& state, const cases::Notes& notes,
                     const CaseBundle& bundle);

/// The id of the first mail that was written of that case here, as cases::full_id() has it; empty
/// where there is none. note_mail() keeps the first and passes over any other.
std::string first_mail_of(const std::filesystem::path& state, const cases::Notes& notes);
Result<> note_mail(const std::filesystem::path& state, const cases::Notes& notes,
                   const std::string& id);

/// The case with its texts redacted by the rules of a bundle and what configuration tells of
/// secrets and hosts, without what gathering tells of hosts; contacts stay, as somebody must be
/// answered. Warns of what was left out as it would leak. Fails with denied where a contact holds a
/// secret, and where the accounts cannot be read whose secrets must not leave.
Result<cases::Notes> redacted_case(const Invocation& invocation, cases::Notes notes,
                                   const std::filesystem::path& state);

int case_new(const Invocation& invocation, const std::filesystem::path& state);
int case_check(const Invocation& invocation, const std::filesystem::path& state);
int case_show(const Invocation& invocation, const std::filesystem::path& state);
int case_record(const Invocation& invocation, const std::filesystem::path& state);
int case_mail(const Invocation& invocation, const std::filesystem::path& state);

}  // namespace diag::commands
