// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/collectors/mongo_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace std::chrono_literals;

namespace {

const std::string optime_of_third = "/members/2/optime/ts/$timestamp/t";

/// The third member that far behind in the first and in the second reading.
ReplicaSet behind(std::int64_t first, std::int64_t second) {
    ReplicaSet set;
    for (const char* node : {"node.0.", "node.1.", "node.2."}) {
        for (const auto& [reading, lag] :
             {std::pair{"status", first}, std::pair{"status.2", second}}) {
            set.set(std::string(node) + reading, optime_of_third, set.seconds() - lag);
            set.set(std::string(node) + reading, "/members/0/optime/ts/$timestamp/t",
                    set.seconds());
        }
    }
    return set;
}

ReplicaSet brief(ReplicaSet set) {
    std::erase_if(set.evidence, [](const auto& each) {
        return each.first.ends_with("status.2") || each.first.ends_with("server.2");
    });
    return set;
}

diag::mongo::Moment moment(const ReplicaSet& set, milliseconds ago) {
    diag::mongo::Moment moment;
    moment.time = set.now() - ago;
    moment.set = "safr";
    return moment;
}

}  // namespace

TEST_CASE("mongo: lag needs two readings, warns above 10 s and is critical above 60 s") {
    CHECK(troubles(behind(2, 95).judged()).empty());
    CHECK(behind(2, 95).judged().finding("mongo.lag_once")->severity == Severity::info);
    CHECK(behind(95, 2).judged().judgement.findings.empty());
    CHECK(behind(12, 14).judged().finding("mongo.lag")->severity == Severity::warning);

    const auto seen = behind(93, 95).judged();
    CHECK(troubles(seen) == Ids{"mongo.lag"});
    CHECK(seen.finding("mongo.lag")->severity == Severity::critical);
    CHECK(seen.finding("mongo.lag")->parameters.at("lag") == "95 s");
}

TEST_CASE("mongo: a brief run takes the run before as its first reading, if not too old") {
    auto set = brief(behind(95, 95));
    CHECK(set.judged().finding("mongo.lag_once"));

    auto earlier = moment(set, 5min);
    earlier.members[db3].lag = 80;
    CHECK(set.remembers({earlier}).judged().finding("mongo.lag"));

    earlier.time = set.now() - 3h;
    CHECK_FALSE(set.remembers({earlier}).judged().finding("mongo.lag"));
}

TEST_CASE("mongo: lag is seen without an account, from what each node says of its last write") {
    auto set = behind(95, 95);
    set.without_account();
    set.set("node.2.hello", "/lastWrite/opTime/ts/$timestamp/t", set.seconds() - 95);
    auto earlier = moment(set, 1min);
    earlier.members[db3].lag = 80;
    set.remembers({earlier});

    CHECK(set.judged().finding("mongo.lag"));
}

TEST_CASE("mongo: without a primary there is no lag, only no primary") {
    auto set = behind(95, 95);
    set.everywhere("status", "/members/0/state", 2);

    const auto seen = set.judged();

    CHECK_FALSE(seen.finding("mongo.lag"));
    CHECK_FALSE(seen.finding("mongo.lag_once"));
}

TEST_CASE("mongo: a member that is delayed on purpose lags by what exceeds its delay") {
    auto set = behind(3605, 3606);
    set.everywhere("config", "/config/members/2/secondaryDelaySecs", 3600);

    CHECK_FALSE(set.judged().finding("mongo.lag"));
}

TEST_CASE("mongo: an arbiter has no optime and no lag") {
    ReplicaSet set;
    set.everywhere("status", "/members/2/state", 7);
    set.everywhere("status", optime_of_third, 0);

    CHECK_FALSE(set.judged().finding("mongo.lag_unknown"));
}

TEST_CASE("mongo: a commit point that stays behind is hidden lag") {
    ReplicaSet set;
    set.everywhere("status", "/optimes/lastCommittedOpTime/ts/$timestamp/t", set.seconds() - 40);

    CHECK(troubles(set.judged()) == Ids{"mongo.commit_lag"});
}

TEST_CASE("mongo: a full oplog that reaches back half an hour is critical, a young one is not") {
    ReplicaSet set;
    const std::string first = "/cursor/firstBatch/0/ts/$timestamp/t";
    set.set("node.1.oplog.first", first, set.seconds() - 1800);
    const auto seen = set.judged();
    CHECK(seen.finding("mongo.oplog_window")->severity == Severity::critical);
    CHECK(seen.finding("mongo.oplog_window")->parameters.at("node") == db2);
    CHECK(seen.finding("mongo.oplog_backup"));

    set.set("node.1.oplog.first", first, set.seconds() - 7200);
    CHECK(set.judged().finding("mongo.oplog_window")->severity == Severity::warning);

    set.set("node.1.oplog.size", "/size", 1000000);
    CHECK_FALSE(set.judged().finding("mongo.oplog_window"));
}

TEST_CASE("mongo: a member behind the oplog of its source can never catch up") {
    auto set = behind(4000, 4000);
    set.set("node.0.oplog.first", "/cursor/firstBatch/0/ts/$timestamp/t", set.seconds() - 3000);

    CHECK(set.judged().finding("mongo.oplog_headroom"));
}

TEST_CASE("mongo: an oplog written three times faster than usual is a warning") {
    ReplicaSet set;
    std::vector<diag::mongo::Moment> past;
    for (int i = 6; i > 0; --i) {
        past.push_back(moment(set, std::chrono::hours(i)));
        past.back().rate = 30e6;  // 8.1 GB in 60 hours are 140 MB an hour
        past.back().window = 60 * 3600;
    }
    const auto seen = set.remembers(past).judged();

    CHECK(troubles(seen) == Ids{"mongo.oplog_rate"});
    REQUIRE(seen.judgement.charts.size() == 1);
    CHECK(seen.judgement.charts[0].id == "mongo.oplog_window");
}

TEST_CASE("mongo: an oplog without entries or times has no window, not one of 0") {
    ReplicaSet set;
    for (const char* node : {"0", "1", "2"})
        set.evidence.insert_or_assign(std::string("node.") + node + ".oplog.first",
                                      R"({"cursor":{"firstBatch":[]},"ok":1.0})");

    const auto seen = set.judged();

    CHECK(seen.judgement.findings.empty());
    for (const auto& fact : seen.judgement.facts) CHECK(fact.id != "mongo.oplog_window");
}
