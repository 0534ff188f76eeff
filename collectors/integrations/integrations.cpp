// SPDX-License-Identifier: Apache-2.0
// Do the systems that SAFR works with answer and sync, and if not, is it theirs, the way or SAFR?
//
// SAFR's own settings of them lie where nobody published, and with a password beside: so the site
// names them, or sync.log does. What is asked is what everybody is answered before a login.
//
// Evidence: time          when it was gathered, ms since 1970
//           log           what sync.log tells: last success, last failure and its kind; no line
//           visits        each system and port: name, connection, TLS, greeting
//           authorities   why those of the configuration could not be read
//           reached       which answered, and the last syncs; remembered
//           past_reached  the same of earlier runs
#include "collectors/catalog.hpp"
#include "collectors/integrations/gather.hpp"
#include "collectors/integrations/picture.hpp"
#include "collectors/integrations/thresholds.hpp"

namespace diag {

const Collector collectors::integrations{
    .id = "integrations",
    .title = "Access control, video and directories",
    .reads =
        "whether the outside systems that the configuration or SAFR's sync.log names answer, such "
        "as access control, video management and directories: a connection, their certificate and "
        "first words, without any login; when sync.log last tells of a success and of a failure, "
        "and of which kind, and no line of it",
    .patience = milliseconds{40'000},
    .memory = 48 << 20,
    .output = 1 << 20,
    .thresholds = diag::integrations::thresholds,
    .gather = diag::integrations::gather,
    .judge = diag::integrations::judge,
    .remembers = "reached",
    .asks_site = true};

}  // namespace diag
