// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "agent/config/config.hpp"
#include "tests/scratch.hpp"

namespace diag::test {
namespace {

using config::accounts_in;

std::string written(const Scratch& scratch, std::string_view text, unsigned mode = 0600) {
    const auto file = scratch.file("credentials.toml", text);
    ::chmod(file.c_str(), mode);
    return file.native();
}

TEST_CASE("accounts: each section is one, and a camera may have its own") {
    const Scratch scratch;
    const auto file = written(scratch,
                              "[mongo]\nuser = \"diag\"\npassword = \"p\"\ndatabase = \"admin\"\n"
                              "[cameras]\nuser = \"root\"\npassword = \"q\"\n"
                              "[cameras.\"10.1.2.3\"]\nuser = \"admin\"\npassword = \"r\"\n");

    const auto accounts = accounts_in(file, true);

    REQUIRE(accounts);
    CHECK(accounts->size() == 3);
    CHECK(accounts->at("mongo").database == "admin");
    CHECK(accounts->at("cameras:10.1.2.3").password == "r");
}

TEST_CASE("accounts: a file that others may read is not used") {
    const Scratch scratch;
    const auto file = written(scratch, "[mongo]\nuser = \"diag\"\n", 0644);

    const auto refused = accounts_in(file, false);

    REQUIRE(!refused);
    CHECK(refused.error().fault == Fault::refused);
    CHECK(refused.error().what.find("chmod 600") != std::string::npos);
}

TEST_CASE("accounts: no file is none, unless it was asked for") {
    CHECK(accounts_in("/nowhere/credentials.toml", false)->empty());
    CHECK(accounts_in("/nowhere/credentials.toml", true).error().fault == Fault::absent);
}

TEST_CASE("accounts: a mistake names its line and never what stands there") {
    const Scratch scratch;
    for (const std::string_view text :
         {"[mongo]\nuser = \"diag\"\npassword = \"hunter2\n", "[mongo]\nuser = hunter2\n",
          "\n[mongoose]\nuser = \"hunter2\"\n", "[mongo]\nhunter2 = \"hunter2\"\n",
          "[mongo]\nuser = 5\npassword = \"hunter2\"\n", "[mongo]\npassword = \"hunter2\"\n",
          "hunter2 = 5\n", "[mongo]\nuser = \"\x01hunter2\"\n"}) {
        CAPTURE(text);
        const auto mistake = accounts_in(written(scratch, text), true);
        REQUIRE(!mistake);
        CHECK(mistake.error().fault == Fault::malformed);
        CHECK(mistake.error().what.find("credentials.toml:") != std::string::npos);
        CHECK(mistake.error().what.find("hunter2") == std::string::npos);
    }
}

TEST_CASE("accounts: a link in its place is refused, a huge file too") {
    const Scratch scratch;
    const auto file = written(scratch, "[mongo]\nuser = \"diag\"\n");
    const auto link = scratch.path() / "link.toml";
    std::filesystem::create_symlink(file, link);

    CHECK_FALSE(accounts_in(link.native(), true));
    CHECK(accounts_in(written(scratch, std::string(300 << 10, '#')), true).error().fault ==
          Fault::full);
}

}  // namespace
}  // namespace diag::test
