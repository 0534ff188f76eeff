// SPDX-License-Identifier: Apache-2.0
#include "agent/rules/folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/scratch.hpp"

namespace diag::rules {
namespace {

namespace fs = std::filesystem;

const std::string word = "[[word]]\ntext = \"Acme\"\n";
const std::string spared = "[[exception]]\ntext = \"acme\"\nwhy = \"known\"\n";

struct Folder {
    test::Scratch scratch;
    fs::path path = scratch.path() / "redaction.d";

    Folder() {
        fs::create_directory(path);
        ::chmod(path.c_str(), 0755);
    }
    fs::path put(const std::string& name, const std::string& text, unsigned mode = 0644) const {
        const auto file = scratch.file("redaction.d/" + name, text);
        ::chmod(file.c_str(), mode);
        return file;
    }
    std::string why() const {
        const auto all = written_rules(path);
        REQUIRE_FALSE(all);
        CHECK(all.error().fault == Fault::malformed);
        return all.error().what;
    }
};

TEST_CASE("rules folder: none is no mistake, and the files of one make the rules together") {
    const Folder folder;
    CHECK(written_rules(folder.path / "nowhere")->sources.empty());
    folder.put("a.toml", word);
    folder.put("b.toml", "[[family]]\nname = \"x\"\nwords = [\"badgecode\"]\n");
    folder.put("README", "read me");
    folder.put(".a.toml.swp", "x");
    folder.put("a.toml~", "x");

    const auto all = written_rules(folder.path);

    REQUIRE(all);
    CHECK(all->sources.size() == 2);
    CHECK(all->rules.words == std::vector<std::string>{"Acme"});
    CHECK(all->rules.labels == std::vector<std::string>{"site 2"});
}

TEST_CASE("rules folder: one wrong file and no rule holds; all mistakes are told") {
    const Folder folder;
    folder.put("a.toml", word);
    folder.put("b.toml", "[[word]]\ntxt = \"x\"\n");
    folder.put("c.toml", "[[nothing]]\n");

    const auto why = folder.why();

    CHECK(why.find("b.toml:2: [[word]]") != std::string::npos);
    CHECK(why.find("c.toml:1: \"nothing\"") != std::string::npos);
}

TEST_CASE("rules folder: a file that others may write, a link and a pipe are refused") {
    {
        const Folder folder;
        folder.put("a.toml", word, 0666);
        CHECK(folder.why().find("a.toml can be written by others") != std::string::npos);
    }
    {
        const Folder folder;
        fs::create_symlink(folder.scratch.file("elsewhere", word), folder.path / "a.toml");
        CHECK(folder.why().find("a.toml is a link") != std::string::npos);
    }
    {
        const Folder folder;
        REQUIRE(::mkfifo((folder.path / "a.toml").c_str(), 0644) == 0);
        CHECK(folder.why().find("a.toml is no regular file") != std::string::npos);
    }
    {
        const Folder folder;
        ::chmod(folder.path.c_str(), 0777);
        CHECK(folder.why().find("can be written by others") != std::string::npos);
    }
}

TEST_CASE("rules folder: a file of a stranger, or that we may not read, is refused") {
    const Folder folder;
    const auto file = folder.put("a.toml", word);
    if (::geteuid() != 0) {
        ::chmod(file.c_str(), 0);
        CHECK(folder.why().find("a.toml") != std::string::npos);
        return;
    }
    REQUIRE(::chown(file.c_str(), 12345, 12345) == 0);
    CHECK(folder.why().find("a.toml belongs to another user (uid 12345)") != std::string::npos);
}

TEST_CASE("rules folder: a name that would be no rule is told, and so is too much") {
    {
        const Folder folder;
        folder.put("words.tml", word);
        CHECK(folder.why().find("words.tml: expected NAME.toml") != std::string::npos);
    }
    {
        const Folder folder;
        folder.put("a.toml", std::string(70'000, '#'));
        CHECK(folder.why().find("longer than 65536") != std::string::npos);
    }
    {
        const Folder folder;
        for (int i = 0; i < 65; ++i) folder.put(std::to_string(i) + ".toml", "");
        CHECK(folder.why().find("more than 64 files") != std::string::npos);
    }
}

TEST_CASE("rules folder: contradictions are found between files too") {
    const Folder folder;
    folder.put("a.toml", word);
    folder.put("b.toml", spared);

    const auto why = folder.why();

    CHECK(why.find("b.toml:1: [[exception]] \"acme\"") != std::string::npos);
    CHECK(why.find("a.toml:1: [[word]] \"Acme\"") != std::string::npos);
}

TEST_CASE("rules folder: it lies beside the configuration") {
    CHECK(folder_beside("/etc/safr-diag/agent.toml") == "/etc/safr-diag/redaction.d");
}

}  // namespace
}  // namespace diag::rules
