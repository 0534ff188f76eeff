// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/from_child.hpp"

#include <sys/stat.h>

#include "platform/telling_child.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t longest_answer = 64 << 20;  // facts of the most collections are 4 MiB
constexpr milliseconds between_lines{100};

/// In the child: lines "p READ OF" as it goes, at the end "r JSON" or "e FAULT WORDS".
void examine_and_tell(const std::string& path, const Bounds& bounds, const Tell& tell) {
    struct stat status {};
    const bool found = ::stat(path.c_str(), &status) == 0;
    const bool directory = found && S_ISDIR(status.st_mode);
    const auto of = found && !directory ? std::to_string(status.st_size) : "0";
    milliseconds told{};
    const Passed passed = [&](std::uint64_t read) {
        const auto now = system_clock().uptime();
        if (now - told < between_lines) return;
        told = now;
        tell("p " + std::to_string(read) + " " + of);
    };
    const auto contents =
        directory ? examine_directory(path, passed, bounds) : examine_file(path, passed, bounds);
    if (contents)
        tell("r " + json::write(to_json(*contents)));
    else
        tell("e " + std::string(name_of(contents.error().fault)) + " " +
             printable(contents.error().what));
}

Error failure_from(std::string_view text) {
    const auto gap = text.find(' ');
    if (gap == text.npos) return {Fault::bug, "the reader's words are lost"};
    return {fault_named(text.substr(0, gap)), std::string(text.substr(gap + 1))};
}

/// In the parent: what a line says. False once it is the answer.
bool hear(std::string_view line, const Watching& watching, Result<Contents>& answer) {
    const auto rest = line.substr(std::min<std::size_t>(line.size(), 2));
    if (line.starts_with("p ")) {
        const auto words = words_of(rest);
        if (watching.passed && words.size() == 2)
            watching.passed(natural(words[0]).value_or(0), natural(words[1]).value_or(0));
        return true;
    }
    if (line.starts_with("r ")) {
        const auto document = json::parse(rest);
        if (document)
            answer = contents_from(*document);
        else
            answer = Error{Fault::bug, "the reader's answer: " + document.error().what};
        return false;
    }
    answer = failure_from(rest);
    return false;
}

}  // namespace

Result<Contents> examine_from_child(const std::string& path, const Watching& watching,
                                    const Bounds& bounds) {
    Result<Contents> answer = Error{Fault::bug, "not examined"};
    const Listening listening{
        .heard = [&](std::string_view line) { return hear(line, watching, answer); },
        .given_up = watching.given_up,
        .silence = watching.silence,
        .longest_line = longest_answer,
        .data_limit = data_limit};
    const auto work = [&](const Tell& tell) {
        try {
            examine_and_tell(path, bounds, tell);
        } catch (const std::exception& thrown) {
            tell("e full memory is short: " + std::string(thrown.what()));
        }
    };
    const auto heard = listen_to_child(work, listening);
    if (!heard) return Error{heard.error().fault, printable(path) + ": " + heard.error().what};
    return answer;
}

}  // namespace diag::backup
