// SPDX-License-Identifier: Apache-2.0
// Who answers for a condition that is set aside?
#include <doctest.h>

#include "agent/commands/upgrade.hpp"

using namespace diag::commands;

TEST_CASE("upgrade waive: root stays nobody's name when it calls sudo itself") {
    CHECK(is_person("eve", "1000"));
    CHECK_FALSE(is_person("root", "0"));
    CHECK_FALSE(is_person("root", "1000"));
    CHECK_FALSE(is_person("toor", "0"));
    CHECK_FALSE(is_person("", "1000"));
    CHECK_FALSE(is_person("eve", ""));
    CHECK_FALSE(is_person("eve", nullptr));
    CHECK_FALSE(is_person(nullptr, nullptr));
}
