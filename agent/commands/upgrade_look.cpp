// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/upgrade_look.hpp"

#include <algorithm>

#include "agent/backup/from_child.hpp"
#include "agent/collect/examine.hpp"
#include "agent/commands/backup_found.hpp"
#include "agent/commands/live_objects.hpp"
#include "agent/commands/proving.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/run_progress.hpp"
#include "agent/commands/setting.hpp"
#include "agent/commands/taking_back.hpp"
#include "agent/config/entries.hpp"
#include "agent/upgrade/proofs.hpp"
#include "platform/digest.hpp"
#include "platform/interrupt.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;
using backup::Standing;

constexpr milliseconds window{std::chrono::hours{6}};  // SAFR asks for its licence every 2 h (K11)
constexpr milliseconds licence_patience{5'000};
constexpr milliseconds stat_patience{10'000};
constexpr milliseconds proof_age{std::chrono::hours{24}};  // read again after a day

/// What there is to say of a file, of which nothing is proven yet.
BackupLook look_of(const std::string& path, const std::string& wanted, Time taken) {
    BackupLook look;
    auto& proof = look.proof.emplace();
    proof.path = path;
    proof.wanted = wanted;
    proof.taken = taken;
    return look;
}

BackupLook without(const Error& why, bool newest_unknown) {
    BackupLook look;
    look.none = why.what;
    look.newest_unknown = newest_unknown;
    return look;
}

/// What was proven earlier, where it is of this very file and, at a level that compares, was
/// compared: a database that was down then may answer now, and refute it.
std::optional<BackupLook> on_record(const fs::path& state, const upgrade::FileMarks& marks,
                                    const std::string& wanted, Time now) {
    const auto record = upgrade::proof_of(state, marks);
    if (!record || record->backup.level < wanted || !record->backup.objects) return std::nullopt;
    const bool compares = wanted >= backup::name_of(backup::Level::covering);
    if (compares && !record->not_compared.empty()) return std::nullopt;
    const auto age = now - record->backup.proven;
    if (age < milliseconds{0} || age > proof_age) return std::nullopt;
    auto look = look_of(marks.path, wanted, record->backup.taken);
    look.proof->level = record->backup.level;
    look.proof->sound = true;
    look.proof->not_compared = record->not_compared;
    look.proven = record->backup;
    return look;
}

BackupLook read_now(const Verified& verified, const std::string& wanted, Time now) {
    auto look = look_of(verified.path, wanted, verified.taken);
    auto& proof = *look.proof;
    proof.level = verified.highest();
    proof.sound = proof.level >= wanted && verified.marks;
    proof.not_compared = verified.not_compared;
    for (const auto& rung : verified.rungs)
        if (rung.standing != Standing::held || rung.stand_in)
            proof.wrong.insert(proof.wrong.end(), rung.seen.begin(), rung.seen.end());
    if (!verified.marks)
        proof.wrong.push_back(
            "Its file could not be known again: " + printable(verified.marks.error().what) + ".");
    if (proof.sound)
        look.proven = {
            *verified.marks,          verified.contents.sha256, proof.level, verified.taken, now,
            verified.contents.objects};
    return look;
}

/// With where a rollback to it finds the images; the store is looked at where it has none.
BackupLook with_images(BackupLook look, const backups::Picture& picture) {
    if (!look.proof->sound) return look;
    const auto objects = look.proven.objects.value_or(0);
    const auto server = objects > 0 ? backup::Server{} : server_of(picture, 0);
    look.proof->images = images_for(picture, server, look.proof->path, objects);
    return look;
}

/// A reading that fails ends the permit for good, also where nothing is read.
Result<> read_again(const fs::path& state, const upgrade::ProvenBackup& backup) {
    const auto& path = backup.file.path;
    const auto contents = backup::examine_from_child(path, {.given_up = interrupted});
    if (!contents) {
        if (was_unreadable(contents.error()))
            take_back_proof(state, path, backup.sha256, contents.error().what);
        return Error{Fault::denied, "The backup: " + contents.error().what};
    }
    if (contents->sha256 == backup.sha256) return {};
    const auto why =
        "The backup " + printable(path) + " holds other bytes than those that were proven.";
    take_back_proof(state, path, backup.sha256, why);
    return Error{Fault::denied, why};
}

/// A permit without a backup rests on what this server was then.
Result<> needs_none_still(const upgrade::Chapters& chapters, const upgrade::Permit& permit) {
    if (!permit.backup_of_primary) return {};
    const auto* told = upgrade::fact_of(chapters, "backups.rollback_backup");
    if (told && told->value == "not needed") return {};
    return Error{Fault::denied,
                 "That this server needs no backup of its own is not so any more, or not told."};
}

}  // namespace

Result<upgrade::Chapters> look(const Invocation& invocation, config::Config config,
                               const std::string& backup) {
    const auto now = system_clock().now();
    auto order = order_for(invocation, std::move(config),
                           {upgrade::collectors_needed(), now - window, now, milliseconds{60'000}});
    if (!order) return order.error();
    as_a_check(*order);
    order->scope.rollback_backup = backup;
    redact::CaseKey key{};
    fill_random(key);
    Result<report::Story> story = Error{Fault::bug, "not examined"};
    {
        RunProgress progress;
        story = collect::examine(*order, key, progress);
    }
    if (!story) return story.error();
    upgrade::Chapters chapters;
    for (auto& chapter : story->chapters)
        chapters[chapter.collector] = {std::move(chapter.judgement),
                                       chapter.outcome.ending == exchange::Ending::complete};
    return chapters;
}

Result<BackupLook> look_at_backup(const Invocation& invocation, const config::Config& config,
                                  const fs::path& state) {
    const auto level = backup::level_from(config.upgrade.level);
    if (!level) return level.error();
    const auto picture = found_backups(invocation);
    if (!picture) return picture.error();
    if (!invocation.has("--backup") && picture->needs_none_of_its_own()) {
        BackupLook look;
        look.needed = false;
        return look;
    }
    const auto backup = backup_meant(invocation.value("--backup"), *picture);
    if (!backup) return without(backup.error(), backup.error().fault == Fault::full);
    const auto wanted = name_of(*level);
    const auto before = upgrade::marks_of_file(backup->path, stat_patience);
    if (before && !invocation.has("--read-again"))
        if (auto known = on_record(state, *before, wanted, picture->now))
            return with_images(std::move(*known), *picture);
    const auto verified =
        prove(invocation, state, *backup, *picture, {*level, {}, config.upgrade.backup_age});
    if (verified) return with_images(read_now(*verified, wanted, system_clock().now()), *picture);
    if (interrupted()) return verified.error();
    return without(verified.error(), false);
}

upgrade::LicenceAnswer ask_licence_server(const std::string& host_and_port, Http& http) {
    upgrade::LicenceAnswer answer{.host = host_and_port, .answered = false, .why = {}};
    const auto server = host_and_port_from(host_and_port);
    if (!server) return answer;
    HttpRequest request{.scheme = "https"};
    request.host = server->host;
    request.port = server->port;
    const auto outcome = http.ask({request}, 4'096, licence_patience).front();
    answer.answered = outcome.connected;
    if (!answer.answered) answer.why = outcome.error().what;
    return answer;
}

Result<> look_again(const Invocation& invocation, const fs::path& state,
                    const upgrade::Permit& permit) {
    if (permit.with_backup)
        if (const auto same = read_again(state, permit.backup); !same) return same;
    auto config = config_of(invocation);
    if (!config) return Error{Fault::denied, config.error().what};
    const auto chapters = look(invocation, std::move(*config), {});
    if (!chapters) return Error{Fault::denied, chapters.error().what};
    if (const auto still = needs_none_still(*chapters, permit); !still) return still;
    return upgrade::is_same_set(*chapters, permit);
}

}  // namespace diag::commands
