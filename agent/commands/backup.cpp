// SPDX-License-Identifier: Apache-2.0
// Which backups are there, and how far is one proven?
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "agent/backup/from_child.hpp"
#include "agent/backup/rehearsal.hpp"
#include "agent/commands/backup_found.hpp"
#include "agent/commands/backup_words.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/setting.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/progress.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;
using backup::Level;

constexpr std::size_t expectation_limit = 16 << 20;  // thousands of collections

/// Share, speed, time left.
class Meter {
public:
    explicit Meter(std::string row)
        : row_(std::move(row)),
          progress_(STDERR_FILENO, Progress::mode_for(STDERR_FILENO),
                    terminal_width(STDERR_FILENO)) {}

    void passed(std::uint64_t read, std::uint64_t of) {
        const auto seconds = static_cast<double>((system_clock().uptime() - begun_).count()) / 1000;
        if (seconds <= 0) return;
        const auto speed = static_cast<double>(read) / seconds;
        auto text = bytes_text(read);
        if (of > read && speed > 0) {
            text += " of " + bytes_text(of) + ", " +
                    fixed(100 * static_cast<double>(read) / static_cast<double>(of), 0) + " %";
            const std::chrono::seconds left{
                static_cast<std::int64_t>(static_cast<double>(of - read) / speed)};
            text += ", " + whole_span_text(left, SpanUnit::second, SpanUnit::hour) + " left";
        }
        progress_.doing(row_, text + ", " + bytes_text(static_cast<std::uint64_t>(speed)) + "/s");
    }
    void done(std::string_view how) { progress_.done(row_, how); }

private:
    std::string row_;
    Progress progress_;
    milliseconds begun_ = system_clock().uptime();
};

/// The backup that was named, or the newest one.
Result<backups::Backup> chosen(const Invocation& invocation, const backups::Picture& picture) {
    const auto& words = invocation.positionals();
    if (words.size() < 2) {
        for (const auto& each : picture.backups)
            if (!each.special) return each;
        return Error{Fault::absent,
                     "no backup was found: name one, or see where it was looked for with "
                     "safr-diag backup list"};
    }
    std::error_code failed;
    const auto path = fs::absolute(words[1], failed).lexically_normal();
    if (failed) return Error{Fault::absent, "the current directory is gone"};
    for (const auto& each : picture.backups)
        if (each.path == path.native()) return each;
    backups::Backup named;
    named.path = path.native();
    named.name = path.filename().native();
    return named;
}

/// Those before it in the same directory, of the same kind.
std::vector<backup::Earlier> earlier_than(const backups::Backup& backup, Time taken,
                                          const backups::Picture& picture) {
    std::vector<backup::Earlier> earlier;
    for (const auto& each : picture.backups)
        if (each.place == backup.place && each.kind == backup.kind && each.path != backup.path &&
            each.taken < taken && !each.special)
            earlier.push_back({each.name, each.bytes, each.taken});
    return earlier;
}

Result<std::optional<backup::Expected>> expected_of(const Invocation& invocation) {
    if (!invocation.has("--expect")) return std::optional<backup::Expected>{};
    const auto file = invocation.value("--expect");
    const auto text = system_files().read(file, expectation_limit);
    if (!text) return text.error();
    auto expected = backup::expected_from(*text, file);
    if (!expected) return expected.error();
    return std::optional(std::move(*expected));
}

Result<backup::Contents> examined(const std::string& path) {
    Meter meter("reading");
    backup::Watching watching;
    watching.passed = [&](std::uint64_t read, std::uint64_t of) { meter.passed(read, of); };
    watching.given_up = [] { return interrupted(); };
    auto contents = examine_from_child(path, watching);
    meter.done(contents ? bytes_text(contents->read) : contents.error().what);
    return contents;
}

/// What was read and what is known beside it, as the ladder wants it.
backup::Climb climb_of(const backups::Backup& chosen, const backups::Picture& picture,
                       Result<backup::Contents> contents, const fs::path& state) {
    backup::Climb climb{.name = chosen.name, .now = picture.now};
    climb.contents = std::move(contents);
    if (!climb.contents) return climb;
    const auto named = backups::time_in_name(chosen.name, picture.utc_offset);
    climb.named_so = named.has_value();
    climb.taken = named.value_or(climb.contents->identity.modified);
    climb.earlier = earlier_than(chosen, climb.taken, picture);
    climb.memory = recall(state, chosen.path, climb.contents->identity);
    return climb;
}

int told(const Verified& verified, const Invocation& invocation) {
    const int printed = invocation.has("--json")
                            ? print(json::write_pretty(json_of(verified)))
                            : print(text_of(verified, terminal_width(STDOUT_FILENO)));
    if (printed != exit_code::done) return printed;
    return verified.held() ? exit_code::done : exit_code::input;
}

int verify(const Invocation& invocation, const fs::path& state) {
    const auto level = backup::level_from(invocation.value("--level", "L4"));
    if (!level) return failure(level.error());
    auto expected = expected_of(invocation);
    if (!expected) return failure(expected.error());
    const auto picture = found_backups(invocation);
    if (!picture) return failure(picture.error());
    const auto backup = chosen(invocation, *picture);
    if (!backup) return failure(backup.error());
    watch_for_interrupts();
    const auto from = system_clock().uptime();
    auto climb = climb_of(*backup, *picture, examined(backup->path), state);
    backup::Reading reading{.took = system_clock().uptime() - from};
    if (!climb.contents) {
        // A name that is none, a lack of rights, a dead mount are no verdict about a backup.
        const auto fault = climb.contents.error().fault;
        return failure(fault == Fault::refused
                           ? Error{Fault::malformed, climb.contents.error().what}
                           : climb.contents.error());
    }
    climb.expected = std::move(*expected);
    Verified verified{.path = backup->path, .taken = climb.taken, .asked = *level};
    verified.rungs = backup::climb(climb, *level);
    if (*level >= Level::restorable)
        verified.rungs.push_back(backup::no_rehearsal().restore(backup->path, *climb.contents));
    if (*level >= Level::consistent)
        verified.rungs.push_back(backup::no_cross_check().compare(backup->path, *climb.contents));
    verified.took = system_clock().uptime() - from;
    const bool finished = verified.rungs.front().standing == backup::Standing::held;
    reading.sound = verified.sound();
    if (finished && climb.memory)
        if (const auto kept = remember(state, backup->path, *climb.contents, *climb.memory,
                                       climb.now, verified.highest(), reading);
            !kept)
            log::warning("what was seen cannot be kept: " + kept.error().what);
    verified.contents = std::move(*climb.contents);
    return told(verified, invocation);
}

int list(const Invocation& invocation, const fs::path& state) {
    const auto picture = found_backups(invocation);
    if (!picture) return failure(picture.error());
    std::vector<ListedBackup> all;
    for (const auto& each : picture->backups)
        all.push_back({each, backup::record_of(state, each.path)});
    return print(invocation.has("--json") ? json::write_pretty(json_of(all, *picture))
                                          : text_of(all, *picture, terminal_width(STDOUT_FILENO)));
}

int run_backup(const Invocation& invocation) {
    const auto state = state_directory_of(invocation);
    if (!state) return failure(state.error());
    const auto& words = invocation.positionals();
    if (words.front() == "verify") return verify(invocation, *state);
    if (words.front() == "list" && words.size() == 1) return list(invocation, *state);
    return failure({Fault::refused, words.front() == "list" ? "list takes no file"
                                                            : "expected verify or list, not \"" +
                                                                  printable(words.front()) + "\""});
}

constexpr std::array options{
    Option{.name = "--level",
           .value = "LEVEL",
           .help = "verify: how far to climb, L0 to L6",
           .complete = "L0 L1 L2 L3 L4 L5 L6",
           .fallback = "L4"},
    Option{.name = "--expect",
           .value = "FILE",
           .help = "verify: what must be in it, JSON of databases, collections and counts",
           .complete = "file"},
};

}  // namespace

const Command backup_command{
    .name = "backup",
    .summary = "list the backups, and prove one without restoring it",
    .description =
        "list shows every backup that is found: where SAFR puts them, where scheduled tasks say, "
        "where the configuration says. verify reads one once, from its first byte to its last, "
        "unpacks nothing to a disk and says how far it is proven:\n\n"
        "L0 it is there and finished. L1 its age and size are as usual. L2 its bytes are those "
        "that were seen first. L3 its structure is whole: every checksum of gzip, the tar to its "
        "end, every document of the database. L4 what a server needs is in it. L5 it was restored "
        "into a scratch database, L6 records and images agree: neither can be told here yet.\n\n"
        "Without FILE it takes the newest. FILE may be a SAFR-backup-*.tgz, an archive of "
        "mongodump, packed or not, or a directory that mongodump wrote. What --expect names looks "
        "so: {\"databases\": {\"event\": {\"events\": 120000}}, \"tolerance_percent\": 5}",
    .example =
        "safr-diag backup list\n"
        "safr-diag backup verify\n"
        "safr-diag backup verify /mnt/nas/SAFR-backup-20261123-020000.tgz --level L3 --json",
    .options = options,
    .positional = {.name = "WHAT", .least = 1, .most = 2, .complete = "verify list"},
    .run = run_backup,
    .exits = "0 every level up to the one asked for held\n65 one did not, or it is no backup"};

}  // namespace diag::commands
