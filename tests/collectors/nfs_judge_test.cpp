// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/catalog.hpp"
#include "platform/text.hpp"
#include "tests/collectors/nfs_cases.hpp"

using namespace diag;
using namespace diag::test;

namespace {

std::set<std::string> found_in(const Judgement& judgement) {
    std::set<std::string> found;
    for (const auto& finding : judgement.findings)
        found.insert(finding.id + " " + std::string(name_of(finding.severity)));
    return found;
}

}  // namespace

TEST_CASE("nfs: each case brings out what it should and nothing else") {
    const auto cases = nfs_cases();
    REQUIRE(cases.size() > 60);
    std::size_t number = 0;
    for (const auto& each : cases) {
        CAPTURE(number++);
        CAPTURE(each.words);
        const auto judgement = collectors::nfs.judge(each.evidence, {});
        CHECK(joined(found_in(judgement)) == joined(each.expected));
        for (const auto& finding : judgement.findings)
            for (const auto& item : finding.evidence) CHECK_FALSE(item.empty());
    }
}

TEST_CASE("nfs: a healthy share is told with its server, options, room and times") {
    const auto cases = nfs_cases();
    REQUIRE_FALSE(cases.empty());
    std::set<std::string> ids;
    for (const auto& fact : collectors::nfs.judge(cases.front().evidence, {}).facts)
        ids.insert(fact.id);
    CHECK(ids == std::set<std::string>{"nfs.options", "nfs.server", "nfs.store", "nfs.times"});
}

TEST_CASE("nfs: without any evidence nothing is found, and nothing is made up") {
    const auto judgement = collectors::nfs.judge({}, {});
    CHECK(judgement.findings.empty());
    CHECK(judgement.facts.empty());
}

TEST_CASE("nfs: a brief run compares with what an earlier run of the same boot remembered") {
    auto cases = nfs_cases();
    REQUIRE_FALSE(cases.empty());
    auto evidence = cases.front().evidence;
    const std::string times = R"("time":1795463400000,"uptime":89403000)";
    const std::string counted =
        R"("mounts":{"/srv/objects":{"age":86000,"events":[0,2,0,0,0],"transport":[1,2,20010,0,0,64],)"
        R"("operations":{"NULL":[1,1,0,0,0,0,0],"GETATTR":[5000,5000,0,100,2500,2700,0],)"
        R"("LOOKUP":[2000,2000,0,40,1200,1300,3],"READ":[6000,6000,0,300,18000,19000,0],"WRITE":[9000,9000,0,800,54000,56000,0]}}})";
    evidence.erase("mountstats.before");
    evidence.insert_or_assign("mountstats", fixture("nfs/mountstats-lossy"));
    evidence.insert_or_assign("history", "{" + times + R"(,"boot":"b1",)" + counted + "}\n");
    const auto judged = [&] { return found_in(collectors::nfs.judge(evidence, {})); };
    CHECK(judged().contains("nfs.retransmissions critical"));
    CHECK(judged().contains("nfs.major_timeouts warning"));  // 5 in ten minutes

    evidence.insert_or_assign("history", "{" + times + R"(,"boot":"b0",)" + counted + "}\n");
    CHECK(judged().empty());
}
