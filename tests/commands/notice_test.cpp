// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/notice.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;

namespace {

namespace fs = std::filesystem;

std::string script(const Scratch& scratch, const std::string& name, const std::string& body) {
    const auto path = scratch.file(name, "#!/bin/sh\n" + body + "\n");
    fs::permissions(path, fs::perms::owner_all);
    return path.native();
}

std::string contents(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

config::Config telling(std::vector<std::string> lines) {
    config::Config config;
    config.consent.notify = std::move(lines);
    return config;
}

}  // namespace

TEST_CASE("notice: programs get the question as it is, and their words, past no shell") {
    const Scratch scratch;
    const auto told = (scratch.path() / "told").native();
    const auto program = script(scratch, "tell", "cat >\"$1\"; echo \"$2\" >>\"$1\"");

    const auto done =
        commands::notify(telling({program + " " + told + "  $(id);x"}), "who? `id`\nwhy? $HOME\n");

    CHECK(done);
    CHECK(contents(told) == "who? `id`\nwhy? $HOME\n$(id);x\n");
}

TEST_CASE("notice: one that fails, is not there or could be changed by others stops no other") {
    const Scratch scratch;
    const auto told = (scratch.path() / "told").native();
    const auto open = script(scratch, "open", "cat >/dev/null");
    fs::permissions(open, fs::perms::owner_all | fs::perms::others_write);
    const auto done = commands::notify(
        telling({script(scratch, "bad", "echo no bus >&2; exit 3"), "/no/such/program", open,
                 script(scratch, "good", "cat >" + told)}),
        "a question");

    REQUIRE_FALSE(done);
    CHECK(done.error().what.find("ended with 3: no bus") != std::string::npos);
    CHECK(done.error().what.find("/no/such/program") != std::string::npos);
    CHECK(done.error().what.find("can be changed by others") != std::string::npos);
    CHECK(contents(told) == "a question");
}

TEST_CASE("notice: a program that reads nothing of a long question holds nobody up") {
    const Scratch scratch;
    CHECK(
        commands::notify(telling({script(scratch, "deaf", "exit 0")}), std::string(4 << 20, 'x')));
}

TEST_CASE("notice: it says how to answer, and holds no link") {
    const auto text = commands::notice_of("who asks\n", "019ab3c4");
    CHECK(text.find("who asks") != std::string::npos);
    CHECK(text.find("safr-diag requests --page") != std::string::npos);
    CHECK(text.find("safr-diag grant 019ab3c4") != std::string::npos);
    CHECK(text.find("http") == std::string::npos);
}
