// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/last_run.hpp"

#include <algorithm>

#include "collectors/backups/ownership.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr milliseconds patience{2'000};
constexpr std::size_t most_entries = 500;
constexpr std::size_t output_limit = 1 << 20;
constexpr std::size_t longest_told = 200;

/// The last line of backup.py when all went well (safr-facts 4.1).
constexpr std::string_view success = "SAFR Backup Complete.";

bool holds_success(std::string_view line) { return line.find(success) != line.npos; }

/// The first line of what Python prints of an exception.
constexpr std::string_view traceback = "Traceback (most recent call last)";

bool is_of(char letter, std::string_view more) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || more.find(letter) != more.npos;
}

/// How mongodump reports its end, with or without a time before it.
std::string_view told_failure(std::string_view line) {
    constexpr std::string_view failed = "Failed:";
    if (line.starts_with(failed)) return line;
    const auto at = line.find("\tFailed:");
    return at == line.npos ? std::string_view{} : line.substr(at + 1);
}

/// "OSError: full", "KeyboardInterrupt": how Python ends a traceback.
bool names_exception(std::string_view line) {
    const auto end = std::ranges::find_if_not(line, [](char each) { return is_of(each, "_."); });
    const auto rest = line.substr(static_cast<std::size_t>(end - line.begin()));
    const bool named = end != line.begin() && line.front() != '.' && !natural(line.substr(0, 1));
    return named && (rest.empty() || rest == ":" || rest.starts_with(": "));
}

/// What subprocess says of a program that failed quotes its command line, passwords and all.
std::string without_command(std::string line) {
    const auto from = line.find("Command ");
    const auto name = std::string_view(line).substr(0, line.find(':'));
    if (from == line.npos ||
        (!name.ends_with("CalledProcessError") && !name.ends_with("TimeoutExpired")))
        return line;
    const auto command = from + std::string_view("Command").size();
    // The last of them: a command may hold such words too.
    std::size_t end = 0;
    for (const std::string_view how : {" returned non-zero", " died with", " timed out after"})
        if (const auto at = line.rfind(how); at != line.npos && at >= command)
            end = std::max(end, at);
    if (end == 0) end = line.size();
    return line.erase(command, end - command);
}

std::string told_line(std::string_view line) {
    return one_line(trimmed(line).substr(0, longest_told));
}

}  // namespace

bool is_crontab(std::string_view path) {
    return path == "/etc/crontab" || path.starts_with("/etc/cron.d/") ||
           path.starts_with("/var/spool/cron/");
}

std::string output_of(std::string_view line) {
    for (auto at = line.find('>'); at != line.npos; at = line.find('>', at + 1)) {
        const bool errors = at > 0 && line[at - 1] == '2';
        while (at + 1 < line.size() && line[at + 1] == '>') ++at;
        // What follows "2>" holds errors alone, or is no file.
        if (errors) continue;
        const auto rest = line.substr(at + 1);
        const auto words = words_of(rest);
        if (words.empty()) return {};
        auto path = words.front();
        while (!path.empty() && (path.front() == '"' || path.front() == '\''))
            path.remove_prefix(1);
        path = path.substr(0, path.find_first_of("\"';&|)"));
        const bool plain = path.find_first_of("$`%") == path.npos;
        if (path.starts_with('/') && plain && !path.starts_with("/dev/")) return std::string(path);
    }
    return {};
}

std::optional<Time> changed(World& world, const std::string& path) {
    const auto slash = path.rfind('/');
    const auto folder = path.substr(0, slash);
    // Too much lies below /etc for the sake of one file.
    if (slash == path.npos || folder == "/etc" || folder.empty()) return {};
    const auto walk = world.paths.walk(folder, most_entries, patience);
    if (!walk) return {};
    const auto found = std::ranges::find(walk->entries, path.substr(slash + 1), &Entry::path);
    if (found == walk->entries.end()) return {};
    return found->modified;
}

void give_output(World& world, Sink& sink, const std::string& name, const std::string& crontab,
                 const std::string& path) {
    if (!is_roots_crontab(crontab))
        return sink.give(
            name, Error{Fault::refused, "not read: " + crontab + " is not root's, and names it"});
    for (const auto& each : {crontab, path})
        if (const auto sure = only_root_changes(world, each); !sure)
            return sink.give(name, Error{sure.error().fault, "not read: " + sure.error().what});
    const auto text = world.paths.read(path, output_limit, patience);
    if (text)
        sink.give(name, written(read_output(*text)));
    else
        sink.give(name, text.error());
}

Output read_output(std::string_view text) {
    Output output;
    bool in_traceback = false;
    for (const auto raw : lines_of(text)) {
        auto line = told_line(raw);
        auto failure = told_line(told_failure(raw));
        if (line.empty()) continue;
        if (holds_success(raw) || holds_success(line) || holds_success(failure)) {
            output = {.complete = true, .failure = {}};
            in_traceback = false;
        } else if (!failure.empty()) {
            output = {.complete = false, .failure = std::move(failure)};
            in_traceback = false;
        } else if (raw.starts_with(traceback)) {
            output = {.complete = false, .failure = std::string(traceback)};
            in_traceback = true;
        } else if (in_traceback && raw.front() != ' ' && raw.front() != '\t') {
            if (names_exception(line)) output.failure = without_command(std::move(line));
            in_traceback = false;
        }
    }
    return output;
}

std::string written(const Output& output) {
    if (output.complete) return std::string(success) + "\n";
    if (output.failure.empty()) return {};
    const bool whole = !told_failure(output.failure).empty() || output.failure == traceback;
    return (whole ? "" : std::string(traceback) + ":\n") + output.failure + "\n";
}

}  // namespace diag::backups
