// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/last_run.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::backups {
namespace {

constexpr milliseconds patience{2'000};
constexpr std::size_t most_entries = 500;
constexpr std::size_t output_limit = 1 << 20;
constexpr std::size_t output_kept = 4 << 10;
constexpr std::size_t log_limit = 64 << 10;
constexpr std::size_t longest_told = 200;

/// The last line of backup.py when all went well (safr-facts 4.1).
constexpr std::string_view success = "SAFR Backup Complete.";

/// The first line of what Python prints of an exception, and how mongodump reports its end.
bool tells_failure(std::string_view line) {
    return line.starts_with("Traceback (most recent call last)") || line.starts_with("Failed: ") ||
           line.find("\tFailed: ") != line.npos;
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

void give_cron_log(World& world, Sink& sink) {
    sink.doing("when cron ran a backup");
    const auto told = world.programs.run(
        {"journalctl", "--quiet", "--no-pager", "--output=short-unix", "--since=-8d", "--lines=50",
         "--identifier=CRON", "--identifier=CROND", "--identifier=crond", "--grep=backup|dump"},
        log_limit, patience);
    // Journals differ: without one nothing is missing.
    if (told && !told->output.empty()) sink.give("cron_log", printable(told->output));
}

void give_output(World& world, Sink& sink, const std::string& name, const std::string& path) {
    const auto text = world.paths.read(path, output_limit, patience);
    if (text)
        sink.give(name, printable(newest_lines(*text, output_kept)));
    else
        sink.give(name, text.error());
}

std::optional<Time> started(std::string_view cron_log, std::string_view program) {
    std::optional<Time> latest;
    for (const auto line : lines_of(cron_log)) {
        const auto words = words_of(line);
        if (words.empty() || line.find(" CMD ") == line.npos || line.find(program) == line.npos)
            continue;
        const auto second = natural(words.front().substr(0, words.front().find('.')));
        constexpr std::uint64_t most_seconds = 1ull << 40;
        if (!second || *second > most_seconds) continue;
        const Time time{std::chrono::seconds{*second}};
        if (!latest || time > *latest) latest = time;
    }
    return latest;
}

Output read_output(std::string_view text) {
    Output output;
    std::string_view last;
    for (const auto raw : lines_of(text)) {
        const auto line = trimmed(raw);
        if (line.empty()) continue;
        last = line;
        if (line.find(success) != line.npos) {
            output = {.complete = true};
        } else if (tells_failure(raw)) {
            output = {.failure = std::string(line)};
        }
    }
    // Of a traceback the last line says what it was.
    if (output.failure.starts_with("Traceback")) output.failure = last;
    output.failure = one_line(output.failure.substr(0, longest_told));
    return output;
}

}  // namespace diag::backups
