// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/case_key.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <set>

#include "tests/scratch.hpp"
#include "tests/show.hpp"

namespace diag::test {
namespace {

using redact::case_key;
using redact::case_key_file;

TEST_CASE("case key: a case keeps its key, another has another") {
    const Scratch scratch;
    const auto state = scratch.path() / "state";

    const auto first = case_key(state, "4711");

    REQUIRE(first);
    CHECK(*case_key(state, "4711") == *first);
    CHECK(*case_key(state, "4712") != *first);
    CHECK(redact::fresh_key() != redact::fresh_key());
}

TEST_CASE("case key: only its owner can read it") {
    const Scratch scratch;
    const auto state = scratch.path() / "state";
    REQUIRE(case_key(state, "4711"));

    struct stat file {};
    struct stat map {};
    REQUIRE(stat((state / "map/4711.key").c_str(), &file) == 0);
    REQUIRE(stat((state / "map").c_str(), &map) == 0);
    CHECK((file.st_mode & 07777) == 0600);
    CHECK((map.st_mode & 07777) == 0700);
    CHECK(file.st_size == 32);
}

TEST_CASE("case key: no case number leaves the directory or shares a file with another") {
    const std::set<std::string> files{case_key_file("../../etc/x"),
                                      case_key_file(".."),
                                      case_key_file("a/b"),
                                      case_key_file("a%2Fb"),
                                      case_key_file("a b"),
                                      case_key_file("año"),
                                      case_key_file(std::string_view("a\0b", 3))};

    CHECK(files.size() == 7);
    CHECK(case_key_file("a/b") == "a%2Fb.key");
    CHECK(case_key_file("CASE-4711_x") == "CASE-4711_x.key");
    for (const auto& file : files)
        CHECK(file.find_first_of(std::string_view("/\0", 2)) == file.npos);
}

TEST_CASE("case key: the longest case number still names a file") {
    const Scratch scratch;

    CHECK(case_key(scratch.path() / "s", std::string(64, '/')));
    CHECK(case_key(scratch.path() / "s", std::string(65, '/')).error().fault == Fault::refused);
    CHECK(case_key(scratch.path() / "s", "").error().fault == Fault::refused);
}

TEST_CASE("case key: a damaged key is told, not replaced") {
    const Scratch scratch;
    const auto state = scratch.path() / "state";
    REQUIRE(case_key(state, "4711"));
    std::filesystem::resize_file(state / "map/4711.key", 31);

    const auto key = case_key(state, "4711");

    REQUIRE_FALSE(key);
    CHECK(key.error().fault == Fault::malformed);
    CHECK(std::filesystem::file_size(state / "map/4711.key") == 31);
}

}  // namespace
}  // namespace diag::test
