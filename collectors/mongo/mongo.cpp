// SPDX-License-Identifier: Apache-2.0
// Does the database have a primary, would it survive the next failure, and do its copies keep up?
//
// A view of a replica set is one node's opinion, seconds old, and the node that is ill is often the
// one that says all is well. So every node is asked directly and the opinions are compared.
#include "collectors/catalog.hpp"
#include "collectors/mongo/gather.hpp"
#include "collectors/mongo/picture.hpp"
#include "collectors/mongo/thresholds.hpp"

namespace diag {
namespace {

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = mongo::picture_of(evidence);
    Bench bench(evidence, mongo::thresholds, in_force);
    mongo::judge_access(picture, bench);
    mongo::judge_members(picture, bench);
    mongo::judge_votes(picture, bench);
    mongo::judge_lag(picture, bench);
    mongo::judge_oplog(picture, bench);
    mongo::judge_server(picture, bench);
    mongo::judge_contents(picture, bench);
    mongo::judge_versions(picture, bench);
    mongo::judge_safr(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace

const Collector collectors::mongo{
    .id = "mongo",
    .title = "Database (MongoDB)",
    .reads =
        "what each node of the database says of itself, its replica set, its load and its "
        "settings, through read-only commands; how much each database holds, and where operations "
        "have run for a minute; the time of the oldest and the newest entry of its "
        "log of changes; no document of any collection",
    .patience = diag::mongo::patience,
    .memory = 48 << 20,
    .output = 16 << 20,
    .thresholds = diag::mongo::thresholds,
    .gather = diag::mongo::gather,
    .judge = judge,
    .remembers = "remember",
    .asks_site = true,
    .accounts = "mongo"};

}  // namespace diag
