// SPDX-License-Identifier: Apache-2.0
// Rule packs that safr-desk signs, and what a site makes of them.
#include <fstream>
#include <iterator>

#include "agent/rules/packs.hpp"
#include "desk/run.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::test;

namespace {

struct Desk {
    Scratch scratch;
    std::string home = (scratch.path() / "desk").native();

    Desk() { copy_of_desk(home); }

    ProgramOutput sign(std::string_view text) const {
        const auto file = scratch.file("pack.toml", text).native();
        return desk_run({"rules", "sign", file, "--desk", home});
    }
    std::string out() const { return (scratch.path() / "pack.safrrules").native(); }
};

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

const std::string head = "[pack]\nname = \"safr-2026\"\nversion = 7\n";

}  // namespace

TEST_CASE("desk rules: a site that believes the desk opens the pack an engineer signed") {
    const Desk desk;
    REQUIRE(desk.sign(head + "[[word]]\ntext = \"Acme\"\n").exit_code == 0);
    const auto authority = certificate_from_file(desk.home + "/ca.pem");
    REQUIRE(authority);

    const auto pack =
        rules::opened_pack(text_of(desk.out()), {*authority, {}}, system_clock().now());

    REQUIRE(pack);
    CHECK(pack->name == "safr-2026");
    CHECK(pack->entries.size() == 1);
    CHECK(desk.sign(head + "[[word]]\ntext = \"Acme\"\n").exit_code == 65);
}

TEST_CASE("desk rules: what a site would refuse is not signed") {
    const Desk desk;

    for (const auto& text : {head + "[[exception]]\ntext = \"10.0.0.5\"\nwhy = \"a b\"\n", head,
                             head + "[[family]]\nname = \"x\"\npattern = \"a*\"\n",
                             std::string("[[word]]\ntext = \"Acme\"\n")}) {
        CHECK(desk.sign(text).exit_code == 65);
        CHECK_FALSE(std::filesystem::exists(desk.out()));
    }
}
