// SPDX-License-Identifier: Apache-2.0
#include "desk/shelf.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::test;

namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("shelf: what is put is there under its agent and name, and gone from where it was") {
    Scratch scratch;
    const auto shelf = desk::folder_shelf(scratch.path() / "bundles");
    const auto whole = scratch.file("part", "sealed");
    CHECK_FALSE(shelf->has("agent-1", "b"));
    const auto nothing = shelf->file("agent-1", "b");
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().fault == Fault::absent);

    REQUIRE(shelf->put("agent-1", "b", whole));

    CHECK_FALSE(std::filesystem::exists(whole));
    CHECK(shelf->has("agent-1", "b"));
    CHECK_FALSE(shelf->has("agent-2", "b"));
    const auto file = shelf->file("agent-1", "b");
    REQUIRE(file);
    CHECK(text_of(*file) == "sealed");
    CHECK(*file == scratch.path() / "bundles" / "agent-1" / "b.safrdiag");
    struct stat about {};
    REQUIRE(::stat(file->parent_path().c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0700);
}

TEST_CASE("shelf: an agent's name leads nowhere else") {
    Scratch scratch;
    const auto directory = scratch.path() / "bundles";
    const auto shelf = desk::folder_shelf(directory);
    for (const std::string agent : {"..", "../other", ".hidden", "a/b", "", "x y"}) {
        REQUIRE(shelf->put(agent, "b", scratch.file("part", agent)));
        const auto file = shelf->file(agent, "b");
        REQUIRE(file);
        CHECK(file->parent_path().parent_path() == directory);
        CHECK(text_of(*file) == agent);
    }
}

TEST_CASE("shelf: what cannot be put stays where it was") {
    Scratch scratch;
    const auto shelf = desk::folder_shelf(scratch.file("bundles", "a file in the way"));
    const auto whole = scratch.file("part", "sealed");

    CHECK_FALSE(shelf->put("agent-1", "b", whole));

    CHECK(text_of(whole) == "sealed");
}
