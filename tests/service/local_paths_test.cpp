// SPDX-License-Identifier: Apache-2.0
#include "agent/service/local_paths.hpp"

#include <doctest/doctest.h>

using namespace diag;
using service::without_local_paths;

TEST_CASE("service: what lies where at a site is in no sentence for the desk") {
    CHECK(without_local_paths("/srv/diag/spool/new/a.safrdiag: No space left on device") ==
          "a local path: No space left on device");
    CHECK(without_local_paths("/srv/North Plant/Ana's: Permission denied").find("North") ==
          std::string::npos);
    CHECK(without_local_paths("see: safr-diag --state /srv/a trust CA") ==
          "see: safr-diag --state a local path trust CA");
    CHECK(without_local_paths("it lies in \"/a b/c\", and in (/d/e)") ==
          "it lies in \"a local path\", and in (a local path)");
    CHECK(without_local_paths("cannot read /srv/a b/c now") == "cannot read a local path now");
    CHECK(without_local_paths("--config=/etc/x.toml") == "--config=a local path");
}

TEST_CASE("service: a sentence without paths goes to the desk as it is") {
    for (const auto* sentence :
         {"", "not today", "yes and/or no", "https://desk.example/v1 gave 413", "3 / 4", "a: b"})
        CHECK(without_local_paths(sentence) == sentence);
}
