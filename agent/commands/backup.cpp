// SPDX-License-Identifier: Apache-2.0
// Which backups are there, and how far is one proven?
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "agent/commands/backup_found.hpp"
#include "agent/commands/backup_rehearsal.hpp"
#include "agent/commands/backup_words.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/proving.hpp"
#include "agent/commands/setting.hpp"
#include "platform/interrupt.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t expectation_limit = 16 << 20;  // thousands of collections

Result<std::optional<backup::Expected>> expected_of(const Invocation& invocation) {
    if (!invocation.has("--expect")) return std::optional<backup::Expected>{};
    const auto file = invocation.value("--expect");
    const auto text = system_files().read(file, expectation_limit);
    if (!text) return text.error();
    auto expected = backup::expected_from(*text, file);
    if (!expected) return expected.error();
    return std::optional(std::move(*expected));
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
    const auto& words = invocation.positionals();
    const auto backup = backup_meant(words.size() < 2 ? std::string{} : words[1], *picture);
    if (!backup) return failure(backup.error());
    watch_for_interrupts();
    clear_rehearsals(invocation, state);
    const auto verified =
        prove(invocation, state, *backup, *picture, {*level, std::move(*expected)});
    return verified ? told(*verified, invocation) : failure(verified.error());
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
    Option{.name = "--no-live",
           .value = "",
           .help = "verify: do not compare it with the database of this site"},
};

}  // namespace

const Command backup_command{
    .name = "backup",
    .summary = "list the backups, and prove one, also by restoring it for trial",
    .description =
        "list shows every backup that is found: where SAFR puts them, where scheduled tasks say, "
        "where the configuration says. verify reads one once, from its first byte to its last, "
        "unpacks nothing to a disk, L5 aside, and says how far it is proven:\n\n"
        "L0 it is there and finished. L1 its age and size are as usual. L2 its bytes are those "
        "that were seen first. L3 its structure is whole: every checksum of gzip, the tar to its "
        "end, every document of the database. L4 what a server needs is in it. L5 it was restored "
        "into a scratch database, counted and validated. L6 the images that its records "
        "name are in it, by a sample of the records: the fields that name images are found by "
        "what they hold, and only that an image is there is looked at, not what it shows.\n\n"
        "What is not told, as it cannot be known here, is not held.\n\n"
        "L5 starts the mongod of this server once more, beside the live one, which is not touched: "
        "on a socket of its own that no other account can reach, at the lowest priority, in a "
        "directory that is removed at the end and needs room for the documents and a fifth more. "
        "See backup.mongod, backup.scratch and "
        "backup.deadline in agent.toml. It tells how quickly it went, so how long a roll-back "
        "would take.\n\n"
        "Without FILE it takes the newest. FILE may be a SAFR-backup-*.tgz, an archive of "
        "mongodump, packed or not, or a directory that mongodump wrote. What --expect names looks "
        "so: {\"databases\": {\"event\": {\"events\": 120000}}, \"tolerance_percent\": 5}\n\n"
        "Without --expect, L4 compares it with the database of this site, where one answers: its "
        "collections, how many documents and indexes each has, read from the server's metadata. A "
        "collection may have grown since by backup.tolerance percent a day, of agent.toml. Where "
        "the database asks for a login, the account in the credentials needs the role "
        "readAnyDatabase or backup; with clusterMonitor alone it is compared too, but nothing "
        "tells whether a collection that the backup lacks is newer than it. What could not be "
        "asked is told, with the right that is missing, and fails no backup. A collection whose "
        "oldest document was made after the backup, or whose name tells a later day where others "
        "of its kind are in the backup, is new since and fails nothing.",
    .example =
        "safr-diag backup list\n"
        "safr-diag backup verify\n"
        "safr-diag backup verify --level L5\n"
        "safr-diag backup verify /mnt/nas/SAFR-backup-20261123-020000.tgz --level L3 --json",
    .options = options,
    .positional = {.name = "WHAT", .least = 1, .most = 2, .complete = "verify list"},
    .run = run_backup,
    .exits =
        "0 every level up to the one asked for held\n65 one failed or is not told (--json tells "
        "which), or it is no backup"};

}  // namespace diag::commands
