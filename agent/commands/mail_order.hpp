// SPDX-License-Identifier: Apache-2.0
// Mail that somebody here wants sent: by which server and with whose log-in, from the command line
// and SAFRActions.config, and what came of it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "agent/config/config.hpp"
#include "agent/report/language.hpp"
#include "collectors/notifications/visit.hpp"
#include "platform/command_line.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// The errand of one letter to `to`, its message still to be written; --label, --server, --tls,
/// --any-certificate and --from say by which server and how. `from` sends it where neither --from
/// nor SAFRActions.config says who. Fails with refused for what the command line should not
/// say, absent or denied as reading SAFRActions.config does, and absent where it names no such
/// entry or server.
Result<notifications::Errand> mail_order(const Invocation& invocation, config::Config config,
                                         const std::string& to, const std::string& from = {});

/// Notes in the ledger that `what` ("test_mail", "case_mail") is sent, sends it, and tells what
/// came of it: the server's findings, then the phrase "notifications.taken.<what>" or
/// "notifications.not_taken.<what>"; with --json as a document. Returns 0 where the server took it,
/// 1 where it puts it off, 2 where it does not take it, 3 where the log-in was not tried.
int send_letter(const Invocation& invocation, const std::filesystem::path& state,
                const notifications::Errand& errand, std::string_view what,
                report::Language language);

}  // namespace diag::commands
