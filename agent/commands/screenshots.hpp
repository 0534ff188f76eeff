// SPDX-License-Identifier: Apache-2.0
// The screenshots that a case names: which of its attachments they are, what is wrong with them,
// and whether somebody here agrees that they leave.
#pragma once

#include <string>
#include <vector>

#include "agent/cases/notes.hpp"
#include "agent/collect/screenshots.hpp"
#include "agent/config/config.hpp"
#include "agent/report/voice.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// Yes to them on the command line.
inline constexpr std::string_view with_screenshots = "--with-screenshots";

/// A case names more attachments than that; of pictures nobody looks at more before he agrees.
inline constexpr std::size_t most_screenshots = 16;

/// Whether an attachment of a case says by its name that it is a picture.
bool is_screenshot(const std::string& file);

/// Whether any attachment of the case does.
bool names_screenshots(const cases::Notes& notes);

/// One of a case, or why it cannot be taken, in our words; `file` is as the case names it.
struct Seen {
    std::string file;
    Result<collect::Screenshot> screenshot;
};

/// The site's roots, settled as for a run: what says where faces lie.
Scope scope_here(config::Config config);

/// Looks at all of a case, in its order, for 10 s together: those that there is no time for, as one
/// lies on a mount that does not answer or somebody wants it to end, have timed out. `scope` says
/// where faces lie.
std::vector<Seen> look_at_screenshots(const cases::Notes& notes, const Scope& scope);

/// The same, with a warning for each that is unfit, which is among them to be told of. Fails with
/// refused where somebody wants it to end.
Result<std::vector<collect::Screenshot>> screenshots_of(const cases::Notes& notes,
                                                        const Scope& scope,
                                                        report::Language language);

/// How many of them could leave.
std::size_t fit_ones(const std::vector<collect::Screenshot>& all);

/// "login.png: 1920 x 1080, 240.0 KiB".
std::string in_words(const collect::Screenshot& screenshot);

/// What is wrong with one and what to do, in words for whoever wrote the case.
std::string in_words(const Seen& seen, const report::Voice& voice);

/// Asks on the terminal whether they may leave in a bundle that `recipients` alone can open, naming
/// each file by its path; with --with-screenshots somebody has said so. Where nobody can be asked
/// they stay, which is said.
Result<> ask_for_screenshots(std::vector<collect::Screenshot>& all, const Invocation& invocation,
                             const std::string& recipients, report::Language language);

/// The same of an open mail, which they only join where --with-screenshots wants it: a terminal is
/// asked all the same, as everybody on the way can look at them. Returns whether they do. Fails
/// with refused where somebody is at a terminal that would not show the question.
Result<bool> ask_for_open_mail(const std::vector<collect::Screenshot>& all, const std::string& to,
                               report::Language language);

}  // namespace diag::commands
