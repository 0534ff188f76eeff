// SPDX-License-Identifier: Apache-2.0
// Mail that somebody here wants sent: by which server and with whose log-in, from the command line
// and SAFRActions.config, and what came of it.
#pragma once

#include <filesystem>
#include <string>

#include "agent/config/config.hpp"
#include "agent/report/language.hpp"
#include "collectors/notifications/visit.hpp"
#include "platform/command_line.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::commands {

struct Envelope {
    std::string to;
    std::string from;       ///< somebody said who sends it; empty: SAFR's own sender
    std::string otherwise;  ///< who sends it where SAFR names no sender
};

/// The errand of one letter, its message still to be written; --label, --server, --tls and
/// --any-certificate say by which server and how. Fails with refused for what the command line
/// should not say, absent or denied as reading SAFRActions.config does, and absent where it names
/// no such entry or server.
Result<notifications::Errand> mail_order(const Invocation& invocation, config::Config config,
                                         const Envelope& envelope);

/// Notes in the ledger that a letter is to go, with `about`, which tells at least `what`
/// ("test_mail", "case_mail"); sends it; notes and tells what came of it: the server's findings,
/// then the phrase "notifications.taken.<what>", "not_taken" or "not_known"; with --json as a
/// document. Returns 0 where the server took it, 1 where it puts it off, 2 where it does not take
/// it, 3 where neither log-in nor letter was given, or its verdict did not come.
int send_letter(const Invocation& invocation, const std::filesystem::path& state,
                const notifications::Errand& errand, json::object about, report::Language language);

}  // namespace diag::commands
