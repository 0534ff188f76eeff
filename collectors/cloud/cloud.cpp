// SPDX-License-Identifier: Apache-2.0
// Does this site reach SAFR Cloud and its licence server, and if not, who is in the way?
//
// Which hosts SAFR asks is documented in part only, so a name that does not exist proves nothing;
// and that nothing answers proves nothing against the cloud before others on the Internet did.
//
// Evidence: time          when it was gathered, ms since 1970
//           looks         each interface and the licence server, rung by rung; controls where all
//                         is silent
//           settings      what of the configuration the judge must know
//           reached       whether cloud and licence server were reached, and what must be known of
//                         earlier runs; remembered
//           past_reached  the same of earlier runs
//           claim         what is to be claimed of the cloud's outages on record, if anything is
#include "collectors/catalog.hpp"
#include "collectors/cloud/gather.hpp"
#include "collectors/cloud/judge.hpp"
#include "collectors/cloud/thresholds.hpp"

namespace diag {

const Collector collectors::cloud{
    .id = "cloud",
    .title = "SAFR Cloud and licence server",
    .reads =
        "whether SAFR Cloud and the licence server answer: their names, a connection through the "
        "proxy where one is configured, their certificates and one page each without any login; "
        "where all are silent, whether others on the Internet take a connection",
    .patience = milliseconds{30'000},
    .memory = 48 << 20,
    .output = 1 << 20,
    .thresholds = diag::cloud::thresholds,
    .gather = diag::cloud::gather,
    .judge = diag::cloud::judge,
    .remembers = "reached",
    .asks_site = true,
    .accounts = "proxy"};

}  // namespace diag
