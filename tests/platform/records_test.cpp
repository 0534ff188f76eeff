// SPDX-License-Identifier: Apache-2.0
#include "platform/records.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "platform/descriptor.hpp"
#include "platform/files.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;
using namespace std::chrono_literals;

namespace fs = std::filesystem;

namespace {

Records notes_in(const Scratch& scratch) { return {scratch.path(), "notes", 16}; }

bool is_old(const std::string&, const std::string& text) { return text == "old"; }

/// What `work` says on standard error.
template <class Do>
std::string said_by(const Scratch& scratch, Do work) {
    const auto file = scratch.path() / "said";
    const Descriptor before{::dup(STDERR_FILENO)};
    const Descriptor into{::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
    ::dup2(into.get(), STDERR_FILENO);
    work();
    ::dup2(before.get(), STDERR_FILENO);
    const auto said = system_files().read(file, 1 << 16);
    REQUIRE(said);
    return *said;
}

}  // namespace

TEST_CASE("records: what was written is found by its name, and other files are none") {
    const Scratch scratch;
    const auto notes = notes_in(scratch);
    CHECK(notes.names().error().fault == Fault::absent);
    REQUIRE(notes.make());
    REQUIRE(replace_file(notes.file("b"), "two"));
    REQUIRE(replace_file(notes.file("a"), "one"));
    scratch.file("notes/of a person.txt", "x");

    REQUIRE(notes.names());
    CHECK(*notes.names() == std::vector<std::string>{"a", "b"});
    CHECK(*notes.read("b") == "two");
    CHECK(notes.remove("b"));
    CHECK(notes.remove("b").error().fault == Fault::absent);
    CHECK(notes.read("b").error().fault == Fault::absent);
}

TEST_CASE("records: one that is longer than any is not read") {
    const Scratch scratch;
    scratch.file("notes/a.json", std::string(17, 'x'));
    CHECK(notes_in(scratch).read("a").error().fault == Fault::full);
}

TEST_CASE("records: a folder that others may write is not made ours") {
    const Scratch scratch;
    fs::create_directory(scratch.path() / "notes");
    fs::permissions(scratch.path() / "notes", fs::perms::all);
    CHECK(notes_in(scratch).make().error().fault == Fault::denied);
}

TEST_CASE("records: what is outlived is removed and told, and nothing else") {
    const Scratch scratch;
    const auto notes = notes_in(scratch);
    for (const char* name : {"notes/a.json", "notes/b.json", "notes/b.txt"})
        scratch.file(name, "old");
    scratch.file("notes/c.json", "young");
    scratch.file("notes/long.json", std::string(17, 'x'));

    const auto said = said_by(scratch, [&] { notes.prune(is_old); });

    CHECK(*notes.names() == std::vector<std::string>{"c", "long"});
    CHECK(fs::exists(scratch.path() / "notes/b.txt"));
    CHECK(said.find("removed an old record: " + notes.file("a").native()) != std::string::npos);
    CHECK(said.find(notes.file("c").native()) == std::string::npos);
}

TEST_CASE("records: one that was replaced while others were looked at stays") {
    const Scratch scratch;
    const auto notes = notes_in(scratch);
    const Time start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27}};
    const milliseconds day{24h};
    for (char name = 'a'; name < 'a' + 23; ++name)
        scratch.file(std::string("notes/") + name + ".json", std::string(1, name));
    const auto lifetime = [&](const std::string& name, const std::string& text) {
        if (name == "w") REQUIRE(replace_file(notes.file("a"), "new"));
        const auto made = start + (text[0] - 'a') * day;
        return std::optional{Lifetime{made, made}};
    };

    notes.prune_old(day, start + 30 * day, lifetime);

    CHECK(*notes.read("a") == "new");
    CHECK(notes.read("b").error().fault == Fault::absent);
    CHECK(notes.names()->size() == 21);
}

TEST_CASE("records: removing follows no link, neither in the folder nor as the folder") {
    const Scratch scratch;
    const auto elsewhere = scratch.file("elsewhere/a.json", "old");
    scratch.file("notes/b.json", "young");
    fs::create_symlink(elsewhere, scratch.path() / "notes/a.json");
    notes_in(scratch).prune(is_old);
    CHECK(fs::is_symlink(scratch.path() / "notes/a.json"));

    fs::create_symlink("elsewhere", scratch.path() / "linked");
    Records(scratch.path(), "linked", 16).prune(is_old);
    CHECK(fs::exists(elsewhere));
}

TEST_CASE("records: where nothing ever was, there is nothing to remove, and nothing is made") {
    const Scratch scratch;
    notes_in(scratch).prune(is_old);
    CHECK_FALSE(fs::exists(scratch.path() / "notes"));
}
