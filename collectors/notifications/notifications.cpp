// SPDX-License-Identifier: Apache-2.0
// Would SAFR's alarms reach anybody by mail or short message?
//
// When they would not, nothing says so: the built-in alarms of feeds and feed processors go the
// same way and vanish with it (safr-facts 7.2). So the way is tried as far as it can be without a
// log-in and without a mail; those are for a command that somebody at the site types.
//
// Evidence: time, ares          when, and whether SAFR Actions runs
//           config, path        what SAFRActions.config defines and uses; no password, no address
//           servers             a visit to each mail server, those of the site's own configuration
//                               among them, step by step
//           providers           whether providers of short messages answer
//           domains             whether the recipients' domains take mail
//           sent                how often ARES sent by which label lately
#include "collectors/catalog.hpp"
#include "collectors/notifications/gather.hpp"
#include "collectors/notifications/picture.hpp"
#include "collectors/notifications/thresholds.hpp"

namespace diag {

const Collector collectors::notifications{
    .id = "notifications",
    .title = "Mails and short messages",
    .reads =
        "SAFRActions.config, of which passwords and addresses of people are left out, how often "
        "SAFR Actions sent what lately, and the mail servers and providers of short messages named "
        "there and in the agent's configuration, asked without a login and without sending "
        "anything; name servers about the recipients' domains and one of somebody else's",
    .patience = milliseconds{75'000},
    .memory = 48 << 20,
    .output = 4 << 20,
    .thresholds = diag::notifications::thresholds,
    .gather = diag::notifications::gather,
    .judge = diag::notifications::judge,
    .asks_site = true};

}  // namespace diag
