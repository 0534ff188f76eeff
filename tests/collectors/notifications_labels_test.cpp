// SPDX-License-Identifier: Apache-2.0
// What SAFRActions.config itself gives away: labels, entries, lines that cannot be read.
#include <doctest.h>

#include "tests/collectors/notifications_given.hpp"

using namespace diag;
using namespace diag::notifications;
using namespace diag::test::mail;

namespace {

std::string defining(int count) {
    std::string text;
    for (int i = 0; i < count; ++i)
        text += "{ label: l" + std::to_string(i) + ", host: h, to: a@b.c },\n";
    return "emailDef: [ " + text + "]";
}

std::string sending(int count, const std::string& more = "") {
    std::string text;
    for (int i = 0; i < count; ++i) text += "\"@emailSend l" + std::to_string(i) + "\",\n";
    return "rules: [ { actions: [ " + text + "] }" + more + " ],\n";
}

}  // namespace

TEST_CASE("notifications: a label without a definition is critical, one without a use is not") {
    CHECK(found_in("rules: [ { actions: [ \"@emailSend gaurd\" ] } ], emailDef: [ { label: guard, "
                   "host: h, to: a@b.c } ]") ==
          Ids{"notifications.label_undefined", "notifications.label_unused"});
    CHECK(found_in("rules: [ { actions: [ \"@emailSend a\" ] } ], emailDef: [ { label: a, host: h, "
                   "to: x@y.z }, { label: a, host: h, to: x@y.z } ]") ==
          Ids{"notifications.label_doubled"});
}

TEST_CASE("notifications: a file larger than is read gives no label out as not defined") {
    CHECK(found_in(sending(200) + defining(200)).empty());
    CHECK(found_in(sending(201) + defining(201)) == Ids{"notifications.config_cut"});

    std::string nodes;
    for (int i = 0; i < 49'990; ++i) nodes += ",1";
    CHECK(found_in(sending(2, nodes) + defining(20)) == Ids{"notifications.config_cut"});
    const std::string deep = ", x: " + std::string(40, '[') + std::string(40, ']');
    CHECK(found_in(sending(2) + defining(1) + deep) ==
          Ids{"notifications.config_damaged", "notifications.config_cut"});
}

TEST_CASE("notifications: more actions than are read leave no entry unused, and labels judged") {
    std::string many;
    for (int i = 0; i < 1'000; ++i) many += ",\"@emailSend guard\"";

    CHECK(found_in(sending(0, many + ",\"@emailSend l0\"") +
                   "emailDef: [ { label: l0, host: h, to: a@b.c } ]") ==
          Ids{"notifications.config_cut", "notifications.label_undefined"});
}

TEST_CASE("notifications: a mail entry is not a short message's, though they share a label") {
    CHECK(found_in("rules: [ { actions: [ \"@smsSend a\" ] } ], emailDef: [ { label: a, host: h, "
                   "to: x@y.z } ]") ==
          Ids{"notifications.label_undefined", "notifications.label_unused"});
}

TEST_CASE("notifications: lines that could not be read are named") {
    const auto judgement = judged({},
                                  "emailDef: [ { label: \"a, host: h, to: x@y.z } ],\n"
                                  "rules: [ { actions: [ \"@emailSend a\" ] } ]");

    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].id == "notifications.config_damaged");
    CHECK(judgement.findings[0].parameters.at("lines").starts_with("1 ("));
}

TEST_CASE("notifications: entries without a server, a port or a recipient say so") {
    CHECK(found_in("rules: [ { actions: [ \"@emailSend a\" ] } ], emailDef: [ { label: a } ]") ==
          Ids{"notifications.no_server", "notifications.no_recipient"});
    CHECK(found_in("rules: [ { actions: [ \"@emailSend a\" ] } ], emailDef: [ { label: a, host: h, "
                   "port: smtp, to: x@y.z } ]") == Ids{"notifications.bad_port"});
    CHECK(found_in("configServer: \"https://cvos.real.com\"") ==
          Ids{"notifications.config_elsewhere"});
}
