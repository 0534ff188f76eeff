// SPDX-License-Identifier: Apache-2.0
// A world made of text, for collectors' tests. Public fields; a test sets what it needs.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "collectors/collector.hpp"

namespace diag::test {

inline Error no_such(std::string_view what) {
    return Error{Fault::absent, std::string(what) + ": No such file or directory"};
}

struct FakeFiles : Files {
    std::map<std::string, std::string> texts;
    std::map<std::string, std::vector<std::string>> directories;
    std::map<std::string, std::string> links;
    /// Texts that take the place of the first once it was read: counters read twice.
    std::map<std::string, std::string> second_texts;
    std::set<std::string> read_paths;

    Result<std::string> read(const std::filesystem::path& path, std::size_t limit) override {
        const auto found = texts.find(path.string());
        if (found == texts.end()) return no_such(path.string());
        const auto later = second_texts.find(path.string());
        const bool again = !read_paths.insert(path.string()).second;
        const auto& text = again && later != second_texts.end() ? later->second : found->second;
        if (text.size() > limit) return Error{Fault::full, path.string() + " is too long"};
        return text;
    }
    Result<std::vector<std::string>> list(const std::filesystem::path& directory,
                                          std::size_t) override {
        const auto found = directories.find(directory.string());
        if (found == directories.end()) return no_such(directory.string());
        return found->second;
    }
    Result<std::string> link_target(const std::filesystem::path& link) override {
        const auto found = links.find(link.string());
        if (found == links.end()) return no_such(link.string());
        return found->second;
    }
};

struct FakePaths : Paths {
    std::map<std::string, Result<Space>> spaces;
    std::map<std::string, Result<Resolved>> resolutions;
    std::map<std::string, Result<Walk>> walks;
    /// Walks that take the place of the first once it was asked for: what is being written.
    std::map<std::string, Result<Walk>> second_walks;
    std::map<std::string, Result<std::string>> texts;
    std::map<std::string, Result<Usage>> usages;
    std::set<std::string> silent;  ///< these and what lies below never answer
    std::vector<std::string> asked;
    std::vector<std::string> asked_walks;

    template <class T>
    Result<T> answer(const std::map<std::string, Result<T>>& from, const std::string& path) {
        asked.push_back(path);
        for (const auto& dead : silent)
            if (path.starts_with(dead)) return Error{Fault::timed_out, path + " did not answer"};
        const auto found = from.find(path);
        if (found == from.end()) return no_such(path);
        return found->second;
    }
    Result<Space> space(const std::string& path, milliseconds) override {
        return answer(spaces, path);
    }
    Result<Resolved> resolve(const std::string& path, milliseconds) override {
        return answer(resolutions, path);
    }
    Result<Walk> walk(const std::string& directory, std::size_t, milliseconds) override {
        const bool again =
            std::find(asked_walks.begin(), asked_walks.end(), directory) != asked_walks.end();
        asked_walks.push_back(directory);
        return answer(again && second_walks.count(directory) > 0 ? second_walks : walks, directory);
    }
    Result<std::string> read(const std::string& path, std::size_t, milliseconds) override {
        return answer(texts, path);
    }
    Result<Usage> usage(const std::string& directory, std::size_t, milliseconds) override {
        return answer(usages, directory);
    }
};

struct FakePrograms : Programs {
    /// By argv joined with single spaces.
    std::map<std::string, Result<ProgramOutput>> answers;
    std::vector<std::string> calls;

    Result<ProgramOutput> run(const std::vector<std::string>& argv, std::size_t,
                              milliseconds) override {
        std::string line;
        for (const auto& word : argv) line += (line.empty() ? "" : " ") + word;
        calls.push_back(line);
        const auto found = answers.find(line);
        if (found == answers.end()) return Error{Fault::absent, argv.front() + " is not installed"};
        return found->second;
    }
    std::set<std::string> not_trusted;
    Result<std::string> trusted(const std::string& path) override {
        if (not_trusted.contains(path))
            return Error{Fault::refused, path + " is not to be trusted"};
        return path;
    }
};

struct FakeHttp : Http {
    /// By "METHOD scheme://host:port/target"; what is not there refuses the connection.
    std::map<std::string, Result<HttpAnswer>> answers;
    /// Of those that fail: who took the connection first.
    std::set<std::string> connected;
    std::vector<std::string> calls;

    std::vector<HttpOutcome> ask(const std::vector<HttpRequest>& requests, std::size_t,
                                 milliseconds) override {
        std::vector<HttpOutcome> all;
        for (const auto& request : requests) {
            calls.push_back(request.method + " " + request.scheme + "://" + request.host + ":" +
                            std::to_string(request.port) + request.target);
            const auto found = answers.find(calls.back());
            if (found == answers.end())
                all.emplace_back(Error{Fault::refused, "Connection refused"}, false);
            else if (found->second)
                all.emplace_back(*found->second);
            else
                all.emplace_back(found->second.error(), connected.contains(calls.back()));
        }
        return all;
    }
};

struct FakeClock : Clock {
    Time time{std::chrono::milliseconds{1'795'464'000'000}};  ///< 2026-11-23T20:00:00Z
    milliseconds since_boot{3'600'000};
    Time now() override { return time; }
    milliseconds uptime() override { return since_boot; }
    void sleep(milliseconds span) override {
        time += span;
        since_boot += span;
    }
};

struct FakeWorld {
    FakeFiles files;
    FakePaths paths;
    FakePrograms programs;
    FakeHttp http;
    FakeClock clock;
    Scope scope;
    World world() { return World{files, paths, programs, http, clock, scope}; }
};

struct FakeSink : Sink {
    Evidence evidence;
    std::vector<Attachment> attachments;
    void give(std::string name, Result<std::string> value) override {
        evidence.insert_or_assign(std::move(name), std::move(value));
    }
    void attach(Attachment attachment) override { attachments.push_back(std::move(attachment)); }
    void doing(std::string_view) override {}
};

struct Seen {
    Evidence evidence;
    std::vector<Attachment> attachments;
    Judgement judgement;

    const Finding* finding(std::string_view id) const {
        for (const auto& found : judgement.findings)
            if (found.id == id) return &found;
        return nullptr;
    }
};

/// Gathers from the fake world and judges what came of it, with default thresholds.
inline Seen examine(const Collector& collector, FakeWorld& fake, const Thresholds& in_force = {}) {
    FakeSink sink;
    auto world = fake.world();
    collector.gather(world, sink);
    auto judgement = collector.judge(sink.evidence, in_force);
    return {std::move(sink.evidence), std::move(sink.attachments), std::move(judgement)};
}

/// tests/fixtures/<path>, whole.
inline std::string fixture(const std::string& path) {
    std::ifstream file(std::filesystem::path(DIAG_FIXTURES) / path, std::ios::binary);
    if (!file) return {};
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace diag::test
