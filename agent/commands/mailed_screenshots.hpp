// SPDX-License-Identifier: Apache-2.0
// Screenshots and the message to support: what it tells of them, and when they join it.
//
// By themselves never: a mail is open to every server on its way and lies in mailboxes for years,
// and a screenshot of this product shows faces. The message names those in the sealed bundle, by
// name, size and digest. --with-screenshots attaches them, after a question of its own.
#pragma once

#include <string>
#include <vector>

#include "agent/cases/mail.hpp"
#include "agent/commands/case.hpp"
#include "agent/report/voice.hpp"

namespace diag::commands {

/// Those of the case, made of nothing but pixels, where --with-screenshots wants them and the
/// terminal, if there is one, agrees; else none. They are named by number: their names were never
/// redacted. One that is not fit stays, with a warning. Fails with full past 7 MiB of all, as most
/// mail servers take no more once they are written as mails are, refused where one changed after
/// the question.
Result<std::vector<cases::Enclosure>> screenshots_to_mail(const Invocation& invocation,
                                                          const CaseHere& here,
                                                          const std::string& to);

/// What the message tells: those in the bundle, those attached, those that stay. Empty where the
/// case has none.
std::string screenshots_text(const cases::Notes& notes, const std::vector<CasePicture>& in_bundle,
                             const std::vector<cases::Enclosure>& attached,
                             const report::Voice& voice);

}  // namespace diag::commands
