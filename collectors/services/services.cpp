// SPDX-License-Identifier: Apache-2.0
// Do SAFR's services run and answer, with one version and sound certificates, on every node?
#include "collectors/catalog.hpp"
#include "collectors/services/gather.hpp"
#include "collectors/services/judge.hpp"
#include "collectors/services/thresholds.hpp"

namespace diag {

const Collector collectors::services{
    .id = "services",
    .title = "SAFR services",
    .reads =
        "SAFR's processes and systemd units, the health paths of its services on this server and "
        "on the other nodes, their certificates, and what SAFR's own bin/check prints",
    .patience = milliseconds{40'000},
    .memory = 48 << 20,
    .output = 8 << 20,
    .thresholds = diag::safr_services::thresholds,
    .gather = diag::safr_services::gather,
    .judge = diag::safr_services::judge,
    .remembers = "starts",
    .asks_site = true};

}  // namespace diag
