// SPDX-License-Identifier: Apache-2.0
// What append() promises: on the disk when it returns, one at a time, and nothing lost silently.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "platform/digest.hpp"
#include "tests/ledger/given.hpp"

namespace diag::test {
namespace {

using ledger::Kind;

ledger::Entry last_entry(const Given& given) {
    return *ledger::entry_from(whole_lines(given.text()).back());
}

TEST_CASE("ledger: entries are numbered and each names the hash of the line before") {
    Given given;
    for (std::uint64_t round = 0; round < 5; ++round) REQUIRE(given.append());

    std::string previous = ledger::no_previous();
    std::uint64_t n = 0;
    for (const auto& line : whole_lines(given.text())) {
        const auto entry = ledger::entry_from(line);
        REQUIRE(entry);
        CHECK(entry->n == n++);
        CHECK(entry->previous == previous);
        previous = sha256_hex(line);
    }
    CHECK(n == 6);
}

TEST_CASE("ledger: what is written has mode 0600 in a directory of mode 0700") {
    Given given;
    REQUIRE(given.append());
    for (const auto& [path, mode] :
         {std::pair{given.file(), 0600U}, std::pair{given.directory(), 0700U},
          std::pair{given.directory() / "head.json", 0600U}}) {
        struct stat status {};
        REQUIRE(::stat(path.c_str(), &status) == 0);
        CHECK((status.st_mode & 07777) == mode);
    }
}

TEST_CASE("ledger: every kind has a name that leads back to it") {
    std::size_t count = 0;
    for (const auto word : words_of(ledger::kind_words)) {
        const auto kind = ledger::kind_named(word);
        REQUIRE(kind);
        CHECK(name_of(*kind) == word);
        ++count;
    }
    CHECK(count == 16);
    CHECK_FALSE(ledger::kind_named("exported"));
}

TEST_CASE("ledger: bytes that are no text do not break it") {
    Given given;
    REQUIRE(given.append({{"file", std::string("\xff\xfe \x01 name\n")}}));
    CHECK(given.flaw().empty());
}

TEST_CASE("ledger: an entry that is too long is refused, and nothing was written") {
    Given given;
    REQUIRE(given.append());
    const auto before = given.text();
    CHECK(given.append({{"x", std::string(ledger::longest_line, 'x')}}).error().fault ==
          Fault::full);
    CHECK(given.text() == before);
}

TEST_CASE("ledger: a checkpoint follows the first entry of a day and every 64th") {
    Given given;
    given.fill(70);
    std::vector<std::uint64_t> checkpoints;
    for (const auto& line : whole_lines(given.text()))
        if (const auto entry = ledger::entry_from(line); entry->kind == Kind::checkpoint)
            checkpoints.push_back(entry->n);
    CHECK(checkpoints == std::vector<std::uint64_t>{1, 64});

    given.clock.time += std::chrono::hours{24};
    REQUIRE(given.append());

    CHECK(last_entry(given).kind == Kind::checkpoint);
    CHECK(given.verdict().checkpoints == 3);
}

TEST_CASE("ledger: a checkpoint on demand covers all there is, and is not made twice") {
    Given given;
    CHECK(given.open()->checkpoint().error().fault == Fault::absent);
    given.fill(10);

    const auto one = given.open()->checkpoint();
    const auto two = given.open()->checkpoint();

    REQUIRE(one);
    CHECK(*one == *two);
    const auto proof = ledger::proof_from(*one);
    REQUIRE(proof);
    CHECK(proof->checkpoint.n == 9);
    CHECK(proof->checkpoint.agent == agent().certificate.fingerprint());
    CHECK(given.flaw().empty());
}

TEST_CASE("ledger: a checkpoint that the desk countersigned is recorded, others are refused") {
    Given given;
    given.fill(5);
    const auto document = *given.open()->checkpoint();
    const auto key = PrivateKey::generate();
    const auto desk = self_signed({.role = Role::engineer,
                                   .name = "desk",
                                   .level = "L3",
                                   .from = given.clock.time - std::chrono::hours{1},
                                   .until = no_expiry()},
                                  *key);
    REQUIRE(desk);
    const auto twice = cms::countersign(document, *desk, *key);
    REQUIRE(twice);
    given.fill(8);

    const auto recorded = given.open()->countersigned(*twice);
    REQUIRE(recorded);
    const auto again = given.open()->countersigned(*twice);
    REQUIRE(again);
    CHECK(*again == *recorded);
    CHECK(given.verdict().countersignatures == 1);
    CHECK(given.flaw().empty());
    CHECK(given.open()->countersigned(document).error().fault == Fault::malformed);
    Given other;
    other.fill(9);
    CHECK(other.open()->countersigned(*twice).error().fault == Fault::refused);
}

TEST_CASE("ledger: what others may write, read or redirect is not written to") {
    Given given;
    REQUIRE(given.append());
    const auto secret = given.scratch.file("elsewhere", "precious");

    ::chmod(given.file().c_str(), 0640);
    CHECK(given.append().error().fault == Fault::denied);
    ::chmod(given.file().c_str(), 0600);
    ::chmod(given.directory().c_str(), 0777);
    CHECK(given.append().error().fault == Fault::denied);
    ::chmod(given.directory().c_str(), 0700);
    CHECK(given.append());

    std::filesystem::remove(given.file());
    std::filesystem::create_symlink(secret, given.file());
    const auto refused = given.append();
    CHECK(refused.error().fault == Fault::denied);
    CHECK(refused.error().what.find("symbolic link") != std::string::npos);
    CHECK(contents(secret) == "precious");
    CHECK_FALSE(ledger::verify(given.directory()));
}

TEST_CASE("ledger: a symbolic link in place of its directory is not followed") {
    Given given;
    std::filesystem::create_directory(given.scratch.path() / "other");
    std::filesystem::create_directory_symlink(given.scratch.path() / "other", given.directory());
    CHECK_FALSE(given.append());
    CHECK(std::filesystem::is_empty(given.scratch.path() / "other"));
}

TEST_CASE("ledger: two processes that append at once write one chain") {
    Given given;
    constexpr int each = 25;
    std::vector<pid_t> writers;
    for (int writer = 0; writer < 2; ++writer) {
        const auto child = fork();
        if (child == 0) {
            auto ledger = given.open();
            int done = 0;
            while (done < each && ledger && ledger->append(Kind::run, {{"writer", writer}})) ++done;
            _exit(done == each ? 0 : 1);
        }
        writers.push_back(child);
    }
    for (const auto writer : writers) {
        int status = -1;
        ::waitpid(writer, &status, 0);
        CHECK(status == 0);
    }
    CHECK(given.flaw().empty());
    CHECK(given.verdict().entries == 2 * each + 1);
}

/// What append() says when no file may grow past `bytes`: a disk that is full.
std::string appended_within(Given& given, std::uint64_t bytes) {
    const std::string told = (given.scratch.path() / "told").native();
    put(told, "");
    const auto child = fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, bytes};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto done = given.append();
        const std::string words = done ? "done" : done.error().what;
        const bool full = !done && done.error().fault == Fault::full;
        put(told, words.substr(0, bytes));
        _exit(done ? 0 : full ? 1 : 2);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK((status == 0 || status == 1 << 8));
    return contents(told);
}

TEST_CASE("ledger: a full disk is an error, whatever fitted, and the ledger still holds") {
    Given given;
    given.fill(6);
    const auto before = given.text();
    for (const std::size_t room : {0, 1, 100, 150}) {
        CAPTURE(room);
        const auto told = appended_within(given, before.size() + room);
        CHECK(told.find("File too large") != std::string::npos);
        CHECK(given.text() == before);
        CHECK(given.flaw().empty());
    }
    CHECK(given.append());
    CHECK(given.flaw().empty());
}

TEST_CASE("ledger: a disk too full for the head leaves a ledger that holds, now and later") {
    Given given;
    for (int round = 0; round < 4; ++round) {
        CHECK(appended_within(given, 20) != "done");
        CHECK(given.flaw().empty());
    }
    CHECK(given.append());
    CHECK(given.flaw().empty());
}

}  // namespace
}  // namespace diag::test
