// SPDX-License-Identifier: Apache-2.0
// What services of several nodes say of each other: who is away, who is of another version.
#include <doctest.h>

#include <algorithm>

#include "tests/collectors/services_given.hpp"

using namespace diag;
using namespace diag::safr_services;
using namespace diag::test;
using namespace diag::test::safr_cluster;

TEST_CASE("services: a node is named with the address that answered") {
    auto fake = cluster();
    for (auto& [question, answer] : fake.http.answers)
        if (question.find("node-2") != std::string::npos) answer->address = "10.0.0.7";
    fake.http.answers.erase("GET http://node-2:8080/version");

    const auto seen = examine(collectors::services, fake);

    REQUIRE(seen.finding("services.down_on_node"));
    CHECK(seen.finding("services.down_on_node")->parameters.at("node") == "node-2 (10.0.0.7)");
    CHECK(seen.evidence.at("probes")->find(R"("address":"10.0.0.7")") != std::string::npos);
}

TEST_CASE("services: a node that is away is one finding, a service of it is another") {
    auto fake = cluster();
    fake.http.answers.erase("GET http://node-2:8080/version");
    CHECK(found(fake) == Ids{"services.down_on_node"});

    std::erase_if(fake.http.answers,
                  [](const auto& each) { return each.first.find("node-2") != std::string::npos; });
    CHECK(found(fake) == Ids{"services.node_unreachable"});
}

TEST_CASE("services: mixed versions in a cluster are critical") {
    auto fake = cluster();
    fake.http.answers.insert_or_assign("GET http://node-2:8080/version",
                                       HttpAnswer{.status = 200, .body = "3.49.0\n"});

    CHECK(found(fake) == Ids{"services.version_mixed"});
}

TEST_CASE("services: a node that answers and tells no version is named beside those that do") {
    const std::string node = "node-2";
    for (const auto& answer :
         {HttpAnswer{.status = 401}, HttpAnswer{.status = 404}, HttpAnswer{.status = 200},
          HttpAnswer{.status = 200, .body = "<html>3.48.1</html>"}}) {
        CAPTURE(answer.status);
        auto fake = cluster();
        for (auto& [question, told] : fake.http.answers)
            if (question.find(node) != std::string::npos) told = answer;
        CHECK(found(fake) == Ids{"services.version_untold"});

        // Where nobody tells any, no version is known to compare with.
        for (auto& [question, told] : fake.http.answers) told->body.clear();
        const auto ids = found(fake);
        CHECK(std::ranges::find(ids, "services.version_untold") == ids.end());
    }
}

TEST_CASE("services: who serves what only SAFR's primary serves is told by name and address") {
    auto fake = cluster();
    const auto primary = [&] {
        for (const auto& fact : collectors::services.judge(gathered(fake), {}).facts)
            if (fact.id == "services.safr_primary") return fact.value;
        return std::string{};
    };
    for (auto& [question, answer] : fake.http.answers)
        if (question.find("node-2") != std::string::npos) answer->address = "10.0.0.7";
    CHECK(primary().empty());

    for (const auto& service : services())
        if (service.id == "virga" || service.id == "console")
            fake.http.answers.erase("GET http://127.0.0.1:" + std::to_string(service.port) +
                                    std::string(service.health));
    CHECK(primary() == "10.0.0.7, node-2");

    // Two servers that both do: nobody can tell which is it.
    fake.scope.site.nodes.push_back("node-3");
    const std::string health(service_named("virga")->health);
    const auto port = std::to_string(service_named("virga")->port);
    fake.http.answers.insert_or_assign("GET http://node-3:" + port + health,
                                       HttpAnswer{.status = 200, .address = "10.0.0.8"});
    CHECK(primary().empty());
}

TEST_CASE("services: one service of another version than its neighbours tells of half an upgrade") {
    auto fake = cluster();
    fake.scope.site.nodes.clear();
    fake.http.answers.insert_or_assign(
        covi_here, HttpAnswer{.status = 200, .body = R"({"version":"3.47.0"})"});

    CHECK(found(fake) == Ids{"services.version_uneven"});
}

TEST_CASE("services: versions are found in bodies whose shape nobody documents") {
    CHECK(version_in("3.48.1\n") == "3.48.1");
    CHECK(version_in("\"3.48.1\"") == "3.48.1");
    CHECK(version_in(R"({"service":"covi","buildVersion":"3.48.1-b7"})") == "3.48.1-b7");
    CHECK(version_in(R"({"data":{"version":"3.4"}})") == "3.4");
    CHECK(version_in(R"({"version":"none yet"})") == std::nullopt);
    CHECK(version_in("<html>1.1</html>") == std::nullopt);
    CHECK(version_in("") == std::nullopt);
}
