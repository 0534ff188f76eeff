// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/version.hpp"

#include <doctest/doctest.h>

#include "tests/upgrade/sample.hpp"

using namespace diag;
using namespace diag::test;
using upgrade::Version;

TEST_CASE("versions: numbers are compared as numbers, not as letters") {
    CHECK(version("3.9.0") < version("3.30.1"));
    CHECK(version("3.30.1") < version("3.30.10"));
    CHECK(version("4") > version("3.99.99"));
}

TEST_CASE("versions: numbers that are missing are 0") {
    CHECK(version("3.34") == version("3.34.0"));
    CHECK(version("3.34") < version("3.34.0.1"));
}

TEST_CASE("versions: what stands behind a build mark is left out") {
    CHECK(version("3.30.1-SNAPSHOT").text() == "3.30.1");
    CHECK(version("3.30.1+b77") == version("3.30.1"));
}

TEST_CASE("versions: what is meant to be installed is a release, and no candidate for one") {
    REQUIRE(Version::meant("3.34.0"));
    CHECK(Version::meant("3.34.0")->text() == "3.34.0");
    for (const std::string_view odd :
         {"3.34.0-rc1", "3.34.0+b77", "3.34.0 beta", "3.34.0-", "v3"}) {
        CAPTURE(odd);
        const auto read = Version::meant(odd);
        REQUIRE(!read);
        CHECK(read.error().fault == Fault::refused);
        CHECK(read.error().what.find(odd) != std::string::npos);
    }
}

TEST_CASE("versions: what is none is refused and named") {
    for (const std::string_view odd : {"", ".", "3.", ".3", "3..4", "v3", "3.x", "-",
                                       "1.2.3.4.5.6.7", "1234567890", "3.\x1b[31m", "३.३"}) {
        CAPTURE(odd);
        const auto read = Version::from(odd);
        REQUIRE(!read);
        CHECK(read.error().fault == Fault::refused);
        CHECK(read.error().what.find('\x1b') == std::string::npos);
    }
}
