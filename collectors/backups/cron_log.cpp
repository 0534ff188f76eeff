// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/cron_log.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "collectors/backups/ownership.hpp"
#include "platform/text.hpp"
#include "platform/timestamp.hpp"

namespace diag::backups {
namespace {

constexpr milliseconds patience{2'000};
constexpr std::size_t journal_limit = 64 << 10;
constexpr std::size_t file_limit = 4 << 20;
const std::string newest_bytes = "--bytes=4194304";  // file_limit

/// Red Hat's and Debian's files of syslog that may hold what cron says, the newest last.
constexpr std::array<std::string_view, 4> files{"/var/log/cron", "/var/log/cron.log",
                                                "/var/log/syslog.1", "/var/log/syslog"};

constexpr std::string_view ran = " CMD ";
constexpr std::string_view failing = " FAILED ";

bool is_of(char letter, std::string_view more) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || more.find(letter) != more.npos;
}

/// Whether a command runs a program: its name or path stands there as a word of its own.
bool runs(std::string_view command, std::string_view program) {
    if (program.empty()) return false;
    for (auto at = command.find(program); at != command.npos; at = command.find(program, at + 1)) {
        const auto end = at + program.size();
        const bool begins = at == 0 || !is_of(command[at - 1], "_-.");
        if (begins && (end == command.size() || !is_of(command[end], "_-./"))) return true;
    }
    return false;
}

/// The user that cron names, "(root) CMD"; "-" where that is no user's name.
std::string_view user_in(std::string_view before) {
    const auto open = before.rfind('(');
    if (open == before.npos || !before.ends_with(')')) return "-";
    const auto user = before.substr(open + 1, before.size() - open - 2);
    constexpr std::size_t longest_name = 32;  // useradd(8)
    const bool plain = std::ranges::all_of(user, [](char each) { return is_of(each, "_-."); });
    return plain && !user.empty() && user.size() <= longest_name ? user : "-";
}

/// Who ran which of them, as it is kept.
struct Run {
    std::string user, names;
};

/// Of cron of Debian, about the process of that number: "(CRON) error (grandchild #7 failed with
/// exit status 1)".
struct Failure {
    std::string_view process, status;
};

std::string_view digits_after(std::string_view text, std::string_view words) {
    const auto at = text.find(words);
    if (at == text.npos) return {};
    const auto rest = text.substr(at + words.size());
    const auto number = rest.substr(0, rest.find_first_not_of("0123456789"));
    return natural(number) ? number : std::string_view{};
}

Failure failure_in(std::string_view line) {
    return {digits_after(line, "(grandchild #"), digits_after(line, " failed with exit status ")};
}

/// The number of the process that wrote a line: "CRON[7]:".
std::string_view process_in(std::string_view before) {
    return digits_after(before.substr(std::min(before.rfind('['), before.size())), "[");
}

std::string names_of(std::string_view command, const std::vector<std::string>& programs) {
    std::vector<std::string> named;
    for (const auto& program : programs)
        if (runs(command, program)) named.push_back(one_line(program));
    return joined(named);
}

/// What runs_told() kept of a failure, from the user on: "(root) FAILED 1 (backup.py)".
bool is_kept_failure(std::string_view text, const std::vector<std::string>& programs) {
    const auto at = text.find(failing);
    const auto user = text.substr(0, at);
    if (at == text.npos || user != "(" + std::string(user_in(user)) + ")") return false;
    const auto rest = text.substr(at + failing.size());
    const auto status = digits_after(rest, "");
    const auto named = names_of(rest.substr(status.size()), programs);
    return !status.empty() && !named.empty() &&
           text ==
               std::string(user) + std::string(failing) + std::string(status) + " (" + named + ")";
}

/// The latest second of a line that holds these words and names the program.
std::optional<Time> latest_of(std::string_view cron_log, std::string_view words,
                              std::string_view program) {
    std::optional<Time> latest;
    for (const auto line : lines_of(cron_log)) {
        const auto all = words_of(line);
        if (all.empty() || line.find(words) == line.npos || line.find(program) == line.npos)
            continue;
        const auto second = natural(all.front().substr(0, all.front().find('.')));
        constexpr std::uint64_t most_seconds = 253'402'300'799;  // the end of 9999
        if (!second || *second > most_seconds) continue;
        const Time time{std::chrono::seconds{*second}};
        if (!latest || time > *latest) latest = time;
    }
    return latest;
}

/// Only where root alone decides what lies there, as with any file that is named like this.
Result<std::string> newest_of(World& world, const std::string& path) {
    if (const auto sure = only_root_changes(world, path); !sure)
        return Error{sure.error().fault, "not read: " + sure.error().what};
    auto told = world.programs.run({"tail", newest_bytes, "--", path}, file_limit, patience);
    if (!told) return told.error();
    if (told->exit_code != 0) return Error{Fault::denied, path + " cannot be read"};
    return std::move(told->output);
}

/// Files that are not there are nothing; one that may not be read is told.
Result<std::string> told_by_files(World& world, const std::vector<std::string>& programs) {
    std::string all;
    std::optional<Error> refused;
    for (const auto file : files) {
        const auto text = newest_of(world, std::string(file));
        if (text)
            all += runs_told(as_journal(*text, world.clock.now()), programs);
        else if (text.error().fault != Fault::absent)
            refused = text.error();
    }
    if (all.empty() && refused) return *refused;
    return all;
}

}  // namespace

std::string runs_told(std::string_view journal, const std::vector<std::string>& programs) {
    std::string told;
    std::map<std::string, Run, std::less<>> by_process;
    for (const auto line : lines_of(journal)) {
        const auto second = line.substr(0, line.find_first_of(". "));
        if (!natural(second)) continue;
        if (const auto at = line.find(ran); at != line.npos) {
            const auto before = line.substr(0, at);
            Run run{std::string(user_in(before)), names_of(line.substr(at + ran.size()), programs)};
            const auto process = std::string(process_in(before));
            by_process.erase(process);
            if (run.names.empty()) continue;
            told += std::string(second) + " (" + run.user + ")" + std::string(ran) + "(" +
                    run.names + ")\n";
            if (!process.empty()) by_process.insert_or_assign(process, std::move(run));
            continue;
        }
        const auto failure = failure_in(line);
        const auto run = by_process.find(failure.process);
        if (!failure.status.empty() && run != by_process.end())
            told += std::string(second) + " (" + run->second.user + ")" + std::string(failing) +
                    std::string(failure.status) + " (" + run->second.names + ")\n";
        else if (line.size() > second.size() &&
                 is_kept_failure(line.substr(second.size() + 1), programs))
            told += std::string(line) + "\n";
    }
    return told;
}

std::string as_journal(std::string_view syslog, Time now) {
    const TimestampReader reader(now);
    std::string told;
    for (const auto line : lines_of(syslog)) {
        const bool of_cron = line.find(" CRON[") != line.npos ||
                             line.find(" CROND[") != line.npos ||
                             line.find(" crond[") != line.npos || line.find(" cron[") != line.npos;
        if (!of_cron) continue;
        const auto time = reader.read(line);
        if (!time || *time < Time{}) continue;
        const auto seconds =
            std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count();
        told += std::to_string(seconds) + " " + std::string(line) + "\n";
    }
    return told;
}

void give_cron_log(World& world, Sink& sink, const std::vector<std::string>& programs) {
    sink.doing("when cron ran a backup");
    const auto journal =
        world.programs.run({"journalctl", "--quiet", "--no-pager", "--output=short-unix",
                            "--since=-8d", "--lines=200", "--identifier=CRON", "--identifier=CROND",
                            "--identifier=crond", "--grep=backup|dump|run-parts|grandchild"},
                           journal_limit, patience);
    auto told = journal ? runs_told(journal->output, programs) : std::string{};
    if (!told.empty()) return sink.give("cron_log", std::move(told));
    // Without a journal, or with one that forgets at each start, syslog has its files.
    auto by_files = told_by_files(world, programs);
    // Where neither keeps any, nothing is missing.
    if (!by_files || !by_files->empty()) sink.give("cron_log", std::move(by_files));
}

std::optional<Time> started(std::string_view cron_log, std::string_view program) {
    return latest_of(cron_log, ran, program);
}

std::string failed(std::string_view cron_log, std::string_view program) {
    const auto start = latest_of(cron_log, ran, program);
    const auto failure = latest_of(cron_log, failing, program);
    if (!failure || (start && *start > *failure)) return {};
    std::string status;
    for (const auto line : lines_of(cron_log))
        if (line.find(program) != line.npos)
            if (const auto told = digits_after(line, failing); !told.empty()) status = told;
    return status;
}

}  // namespace diag::backups
