// SPDX-License-Identifier: Apache-2.0
// What was seen of a stand-in for SAFR Cloud that is broken in ways which take time to see.
#include <doctest.h>

#include <algorithm>

#include "tests/collectors/cloud_given.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::safr_cloud;

namespace {

/// tests/fixtures/cloud/<name>.json: the looks of `safr-diag cloud sample --json`.
Given given_of(const std::string& name) {
    Given given;
    given.licence_configured = false;
    given.past = R"({"time":1795460000,"cloud":true})";
    given.looks.clear();
    const auto document = json::parse(fixture("cloud/" + name + ".json"));
    REQUIRE(document);
    REQUIRE(document->is_array());
    for (const auto& each : document->get_array()) given.looks.push_back(cloud::look_from(each));
    return given;
}

State state_of(const Given& given) { return cloud::state_of(given.looks, {}, true); }

bool has(const Ids& ids, const std::string& id) { return std::ranges::find(ids, id) != ids.end(); }

}  // namespace

TEST_CASE("cloud: one that takes connections and says nothing is down, not this site's network") {
    const auto given = given_of("hang");

    CHECK(state_of(given) == State::down);
    CHECK(has(given.ids(), "cloud.down"));
}

TEST_CASE("cloud: one that answers after four seconds is up, and is told to be slow") {
    const auto given = given_of("slow");

    CHECK(state_of(given) == State::up);
    CHECK(has(given.ids(), "cloud.slow"));
    CHECK_FALSE(has(given.ids(), "cloud.down"));
}
