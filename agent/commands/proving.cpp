// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/proving.hpp"

#include <unistd.h>

#include <algorithm>

#include "agent/backup/agreement.hpp"
#include "agent/backup/from_child.hpp"
#include "agent/commands/backup_rehearsal.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/live_database.hpp"
#include "agent/commands/live_objects.hpp"
#include "agent/commands/setting.hpp"
#include "agent/commands/taking_back.hpp"
#include "agent/config/state_version.hpp"
#include "agent/upgrade/proofs.hpp"
#include "collectors/backups/thresholds.hpp"
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

constexpr milliseconds stat_patience{10'000};  // of a mount that does not answer

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

/// The others in the same directory, of the same kind, whose sizes are what they will be.
std::vector<BackupSize> others_like(const backups::Backup& backup,
                                    const backups::Picture& picture) {
    std::vector<BackupSize> others;
    for (const auto& each : picture.backups)
        if (each.place == backup.place && each.kind == backup.kind && each.path != backup.path &&
            !each.special && !each.partly && !each.growing)
            others.push_back({each.bytes, each.taken, each.read_contents()});
    return others;
}

/// What the site set for its collector holds here, too.
SizeLimits size_limits(const Invocation& invocation) {
    const auto config = config_of(invocation);
    const auto in_force = config ? config->thresholds : Thresholds{};
    return {threshold(in_force, backups::thresholds, "backups.size_fall"),
            threshold(in_force, backups::thresholds, "backups.size_rise")};
}

Result<backup::Contents> examined(const std::string& path, Level level) {
    Meter meter("reading");
    backup::Watching watching;
    watching.passed = [&](std::uint64_t read, std::uint64_t of) { meter.passed(read, of); };
    watching.given_up = [] { return interrupted(); };
    backup::Bounds bounds;
    bounds.references = level >= Level::consistent;
    auto contents = examine_from_child(path, watching, bounds);
    meter.done(contents ? bytes_text(contents->read) : contents.error().what);
    return contents;
}

/// What was read and what is known beside it, as the ladder wants it.
backup::Climb climb_of(const backups::Backup& chosen, const backups::Picture& picture,
                       Result<backup::Contents> contents, const fs::path& state) {
    backup::Climb climb{.name = chosen.name, .now = picture.now};
    climb.contents = std::move(contents);
    if (!climb.contents) return climb;
    const auto named =
        backups::time_in_name(chosen.name, picture.zone, climb.contents->identity.modified);
    climb.by_safr = backups::kind_of(fs::path(chosen.name).filename().native(), false) == "SAFR";
    climb.server = server_of(picture, most_objects_beside(*climb.contents, climb.limits));
    climb.server.configurations = upgrade::configuration_names(picture.program_root, stat_patience);
    climb.named_so = named.has_value();
    climb.taken = named.value_or(climb.contents->identity.modified);
    climb.earlier = others_like(chosen, picture);
    climb.scheduled = chosen.scheduled;
    climb.memory = recall(state, chosen.path, climb.contents->identity, climb.named_so);
    return climb;
}

/// Every rung up to the level, from what was read.
std::vector<backup::Rung> rungs_of(const Invocation& invocation, const fs::path& state,
                                   const std::string& path, const backup::Climb& climb,
                                   Level level) {
    auto rungs = backup::climb(climb, level);
    if (level >= Level::restorable)
        rungs.push_back(rehearsed(invocation, state, path, *climb.contents));
    if (level >= Level::consistent) rungs.push_back(backup::consistent(*climb.contents));
    return rungs;
}

/// How long a restore took that was rehearsed for real; none: 0.
milliseconds restored_in(const Verified& verified) {
    for (const auto& rung : verified.rungs)
        if (rung.pace && !rung.stand_in) return rung.pace->took;
    return {};
}

/// Why it was not compared with what is expected, or not wholly; empty: it was.
std::string not_compared(const backup::Climb& climb, const Verified& verified) {
    for (const auto& rung : verified.rungs)
        if (rung.level == Level::covering) return rung.not_compared;
    return climb.not_compared;
}

/// False, and said, where the state cannot be written.
bool keep(const fs::path& state, const std::string& path, const backup::Climb& climb,
          const Verified& verified, milliseconds took) {
    const bool finished = verified.rungs.front().standing == backup::Standing::held;
    const bool empty = climb.contents->identity.bytes == 0;
    if (!climb.memory || (!finished && !empty)) return false;
    const auto kept =
        empty ? remember_empty(state, path, *climb.contents, *climb.memory, climb.now)
              : remember(state, path, *climb.contents, *climb.memory, climb.now, verified.highest(),
                         {took, restored_in(verified), verified.sound(), verified.refuted()});
    if (!kept) log::warning("what was seen cannot be kept: " + kept.error().what);
    return static_cast<bool>(kept);
}

void keep_for_permits(const fs::path& state, const Verified& verified, Time now) {
    const auto level = verified.highest();
    if (level.empty() || !verified.marks) return;
    const auto kept = upgrade::keep_proof(state, {{*verified.marks, verified.contents.sha256, level,
                                                   verified.taken, now, verified.contents.objects},
                                                  verified.not_compared});
    if (!kept) log::warning("the proof cannot be kept: " + kept.error().what);
}

}  // namespace

Result<backups::Backup> backup_meant(const std::string& named, const backups::Picture& picture) {
    if (named.empty()) {
        if (const auto* cut = picture.cut_place())
            return Error{Fault::full, "which is the newest is not known, as " +
                                          printable(cut->path) + " holds " + cut->failure +
                                          ". Name the file"};
        for (const auto& each : picture.backups)
            if (!each.special) return each;
        return Error{Fault::absent,
                     "no backup was found: name one, or see where it was looked for with " +
                         command_here("safr-diag backup list")};
    }
    std::error_code failed;
    const auto path = fs::absolute(named, failed).lexically_normal();
    if (failed) return Error{Fault::absent, "the current directory is gone"};
    for (const auto& each : picture.backups)
        if (each.path == path.native()) return each;
    backups::Backup found;
    found.path = path.native();
    found.name = path.filename().native();
    return found;
}

Result<Verified> prove(const Invocation& invocation, const fs::path& state,
                       const backups::Backup& backup, const backups::Picture& picture,
                       ProofWanted wanted) {
    const auto from = system_clock().uptime();
    const auto before = upgrade::marks_of_file(backup.path, stat_patience);
    auto climb = climb_of(backup, picture, examined(backup.path, wanted.level), state);
    const auto took = system_clock().uptime() - from;
    if (!climb.contents) {
        // A name that is none, a lack of rights, a dead mount are no verdict about a backup.
        const auto& error = climb.contents.error();
        if (was_unreadable(error)) take_back_proofs_of(state, backup.path, error.what);
        return Error{error.fault == Fault::refused ? Fault::malformed : error.fault, error.what};
    }
    const bool strict = !wanted.expected && !invocation.has("--no-live");
    climb.expected = std::move(wanted.expected);
    climb.limits.oldest = std::max(climb.limits.oldest, wanted.oldest);
    climb.limits.size = size_limits(invocation);
    expect_live(invocation, wanted.level, climb);
    Verified verified{.path = backup.path, .taken = climb.taken, .asked = wanted.level};
    // Who cannot keep anything there may still prove a backup.
    [[maybe_unused]] const auto marked = config::mark_state(state);
    verified.rungs = rungs_of(invocation, state, backup.path, climb, wanted.level);
    verified.took = system_clock().uptime() - from;
    const bool kept = keep(state, backup.path, climb, verified, took);
    backup::tell_kept(climb, kept, verified.rungs);
    verified.not_compared = not_compared(climb, verified);
    verified.contents = std::move(*climb.contents);
    const auto after = upgrade::marks_of_file(backup.path, stat_patience);
    verified.marks = upgrade::same_marks(before, after);
    if (verified.refutes_earlier()) take_back_proofs_of(state, backup.path, verified.lacking());
    if (strict) keep_for_permits(state, verified, climb.now);
    return verified;
}

}  // namespace diag::commands
