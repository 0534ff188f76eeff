// SPDX-License-Identifier: Apache-2.0
// A ledger in a directory of its own, a clock that moves when told, and its lines to spoil.
#pragma once

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "agent/ledger/ledger.hpp"
#include "agent/ledger/verify.hpp"
#include "platform/text.hpp"
#include "tests/scratch.hpp"

namespace diag::test {

struct StillClock : Clock {
    Time time{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + std::chrono::hours{9}};

    Time now() override { return time; }
    milliseconds uptime() override { return time.time_since_epoch(); }
    void sleep(milliseconds) override {}
};

inline const exchange::Identity& agent() {
    static const Scratch scratch;
    static const auto identity = exchange::agent_identity(scratch.path());
    return *identity;
}

inline std::string contents(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void put(const std::filesystem::path& file, std::string_view text) {
    std::ofstream(file, std::ios::binary) << text;
}

/// The lines with their newlines.
inline std::vector<std::string> whole_lines(const std::string& text) {
    std::vector<std::string> all;
    for (const auto line : lines_of(text)) all.push_back(std::string(line) + "\n");
    return all;
}

inline std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line;
    return text;
}

/// Where fsync(2) costs nothing. That something was synced no test here could see; that it is costs
/// a disk 4 ms each time (measured, ext4), and some of them append a thousand times.
inline std::filesystem::path memory() {
    const std::filesystem::path shared = "/dev/shm";  // shm_overview(7)
    return ::access(shared.c_str(), W_OK) == 0 ? shared : std::filesystem::temp_directory_path();
}

struct Given {
    Scratch scratch{memory()};
    StillClock clock;
    ledger::Habits habits;

    Result<ledger::Ledger> open() {
        return ledger::Ledger::open(scratch.path(), agent(), habits, clock);
    }
    Result<std::uint64_t> append(json::object data = {{"what", "collect"}},
                                 ledger::Kind kind = ledger::Kind::run) {
        auto ledger = open();
        if (!ledger) return ledger.error();
        return ledger->append(kind, std::move(data));
    }
    /// Entries until there are `count` lines.
    void fill(std::size_t count) {
        while (whole_lines(text()).size() < count)
            if (!append({{"what", "collect"}, {"round", std::to_string(text().size())}})) return;
    }
    std::filesystem::path directory() const { return scratch.path() / "ledger"; }
    std::filesystem::path file() const { return directory() / "ledger.jsonl"; }
    std::string text() const { return contents(file()); }
    ledger::Verdict verdict(const ledger::Against& against = {}) const {
        auto verdict = ledger::verify(directory(), against);
        if (verdict) return *verdict;
        return {.flaw = ledger::Flaw{"", 0, 0, "could not be read: " + verdict.error().what}};
    }
    /// What is wrong, as people are told; empty when nothing is.
    std::string flaw(const ledger::Against& against = {}) const {
        const auto found = verdict(against).flaw;
        return found ? sentence_of(*found) : "";
    }
    std::vector<std::string> files(std::string_view start) const {
        std::vector<std::string> names;
        for (const auto& each : std::filesystem::directory_iterator(directory()))
            if (each.path().filename().native().starts_with(start))
                names.push_back(each.path().filename().native());
        return names;
    }
};

}  // namespace diag::test
