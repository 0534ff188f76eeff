// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include <algorithm>

#include "collectors/mongo/questions.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::mongo;

TEST_CASE("mongo: of a command line neither names of key files nor passwords are kept") {
    const auto kept = kept_of("options", R"({"ok": 1, "argv": ["mongod", "--keyFile", "/etc/key"],
        "parsed": {"net": {"port": 27017, "tls": {"certificateKeyFilePassword": "hunter2"}},
                   "security": {"keyFile": "/etc/key", "authorization": "enabled"}}})");

    REQUIRE(kept);
    CHECK(kept->find("hunter2") == std::string::npos);
    CHECK(kept->find("/etc/key") == std::string::npos);
    CHECK(kept->find(R"("net.port":27017)") != std::string::npos);
    CHECK(kept->find(R"("security.keyFile":"set")") != std::string::npos);
}

TEST_CASE("mongo: an answer that cannot be read is not kept as it is") {
    CHECK(kept_of("options", "{\"parsed\": hunter2").error().fault == Fault::malformed);
}

TEST_CASE("mongo: the first question is the one that shows whether more may be asked") {
    REQUIRE_FALSE(questions().empty());
    CHECK(questions().front().text == replica_set_status);
    CHECK(questions().front().always);
    CHECK(std::ranges::any_of(questions(),
                              [](const auto& each) { return each.text == server_status; }));
}
