// SPDX-License-Identifier: Apache-2.0
// What a power cut may leave behind, and what is made of it.
#include <doctest/doctest.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "platform/digest.hpp"
#include "tests/ledger/given.hpp"

namespace diag::test {
namespace {

using ledger::Kind;

std::vector<ledger::Entry> repairs(const Given& given) {
    std::vector<ledger::Entry> all;
    for (const auto& line : whole_lines(given.text()))
        if (const auto entry = ledger::entry_from(line); entry && entry->kind == Kind::repair)
            all.push_back(*entry);
    return all;
}

std::string head_for(const std::string& line, std::uint64_t n) {
    return "{\"n\":" + std::to_string(n) + ",\"hash\":\"" + ledger::hash_of(line) + "\"}\n";
}

TEST_CASE("ledger: a last line torn at any byte is kept, told of, and the chain goes on") {
    Given given;
    given.fill(4);
    const auto lines = whole_lines(given.text());
    const auto before = joined({lines.begin(), lines.end() - 1});
    for (std::size_t length = 1; length < lines.back().size(); ++length) {
        CAPTURE(length);
        const auto torn = lines.back().substr(0, length);
        put(given.file(), before + torn);
        put(given.directory() / "head.json", head_for(lines[2], 2));
        REQUIRE_FALSE(given.flaw().empty());

        REQUIRE(given.append());

        REQUIRE(repairs(given).size() == 1);
        const auto data = json::value(repairs(given).front().data);
        const auto kept = given.directory() / *json::text_at(data, "file");
        CHECK(contents(kept) == torn);
        CHECK(json::text_at(data, "sha256") == sha256_hex(torn));
        CHECK(given.flaw().empty());
        std::filesystem::remove(kept);
    }
}

TEST_CASE("ledger: a line that was whole and was cut later is told as a loss, for good") {
    Given given;
    given.fill(6);
    const auto text = given.text();
    const auto last = whole_lines(text).back().size();
    const auto head = contents(given.directory() / "head.json");
    for (const std::size_t cut : {std::size_t{1}, last / 2, last - 1, last}) {
        CAPTURE(cut);
        put(given.file(), text.substr(0, text.size() - cut));
        put(given.directory() / "head.json", head);
        REQUIRE(given.append());

        CHECK(given.flaw() ==
              "ledger.jsonl, line 6: entry 5 tells of a loss: the ledger had ended with entry 5, "
              "and entry 4 was the last one there");
    }
}

TEST_CASE("ledger: a last line altered before the next append stays visible") {
    Given given;
    given.fill(6);
    auto text = given.text();
    text.replace(text.rfind("collect"), 7, "nothing");
    put(given.file(), text);

    REQUIRE(given.append());

    CHECK(given.flaw().find("not as it had been written") != std::string::npos);
}

TEST_CASE("ledger: when all of it or its head is gone, the next append says so") {
    for (const char* name : {"ledger.jsonl", "head.json"}) {
        CAPTURE(name);
        Given given;
        given.fill(6);
        std::filesystem::remove(given.directory() / name);
        CHECK_FALSE(given.flaw().empty());

        REQUIRE(given.append());

        CHECK(repairs(given).size() == 1);
        CHECK(given.flaw().find("tells of a loss") != std::string::npos);
    }
}

TEST_CASE("ledger: zeros that a file system left behind the last line are set aside") {
    Given given;
    given.fill(4);
    put(given.file(), given.text() + std::string(300, '\0'));
    REQUIRE(given.append());
    CHECK(given.verdict().torn == 1);
    CHECK(given.flaw().empty());
}

TEST_CASE("ledger: a head one entry behind is what a cut leaves, and no flaw") {
    Given given;
    given.fill(6);
    const auto lines = whole_lines(given.text());
    put(given.directory() / "head.json", head_for(lines[4], 4));
    CHECK(given.flaw().empty());
    REQUIRE(given.append());
    CHECK(repairs(given).empty());
    CHECK(given.flaw().empty());
}

/// Appends in a child that is killed where it stops for the `stop`th time, before a system call or
/// after one; false when it got through.
bool killed_at(Given& given, int stop) {
    const auto child = fork();
    if (child == 0) {
        ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        ::raise(SIGSTOP);
        const auto done = given.append({{"what", "collect"}, {"stop", stop}});
        _exit(done ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    for (int each = 0; each < stop; ++each) {
        ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
        ::waitpid(child, &status, 0);
        if (WIFEXITED(status) || WIFSIGNALED(status)) return false;
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return true;
}

bool may_trace() {
    const auto child = fork();
    if (child == 0) _exit(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0 ? 0 : 1);
    int status = 1;
    ::waitpid(child, &status, 0);
    return status == 0;
}

/// Kills a writer between any two of its system calls, each time on a copy of the ledger as it is
/// now. The next one must go on, and the ledger holds, `also` as the caller wants it.
void cut_everywhere(Given& given, const std::function<void(const ledger::Verdict&)>& also) {
    if (!may_trace()) return;
    namespace fs = std::filesystem;
    const auto before = given.scratch.path() / "before";
    fs::copy(given.directory(), before, fs::copy_options::recursive);
    int cuts = 0;
    // It stops before and after each call. After one is before the next: nothing reaches the disk
    // in between.
    for (int stop = 1;; stop += 2) {
        CAPTURE(stop);
        fs::remove_all(given.directory());
        fs::copy(before, given.directory(), fs::copy_options::recursive);
        if (!killed_at(given, stop)) break;
        ++cuts;
        REQUIRE(given.append());
        const auto verdict = given.verdict();
        REQUIRE((verdict.flaw ? sentence_of(*verdict.flaw) : "") == "");
        // A cut between telling and settling has it told twice.
        CHECK(given.files("torn-").size() <= verdict.torn);
        for (const auto& name : given.files("torn-")) CHECK_FALSE(name.ends_with(".pending"));
        also(verdict);
    }
    CHECK(cuts > 20);
}

TEST_CASE("ledger: a writer killed at any of its system calls leaves a ledger that holds") {
    Given given;
    REQUIRE(given.append());
    cut_everywhere(given, [](const ledger::Verdict& verdict) {
        // Two there were, and one more after the cut; that of the killed one may be there.
        CHECK((verdict.entries == 3 || verdict.entries == 4));
    });
}

TEST_CASE("ledger: so does one that is killed while a segment closes") {
    Given given;
    given.habits.segment_bytes = 600;
    // A checkpoint is longer than that, so the next entry begins a segment, the third one.
    REQUIRE(given.append());
    REQUIRE(given.files("ledger-").size() == 1);
    cut_everywhere(given,
                   [&](const ledger::Verdict&) { CHECK(given.files("ledger-").size() == 2); });
}

TEST_CASE("ledger: so does one that is killed while it mends a torn line") {
    Given given;
    given.fill(3);
    put(given.file(), given.text() + "{\"n\":");
    cut_everywhere(given, [](const ledger::Verdict& verdict) { CHECK(verdict.torn >= 1); });
}

}  // namespace
}  // namespace diag::test
