// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/upgrade_look.hpp"

#include <algorithm>

#include "agent/backup/from_child.hpp"
#include "agent/collect/examine.hpp"
#include "agent/commands/backup_found.hpp"
#include "agent/commands/proving.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/run_progress.hpp"
#include "agent/commands/setting.hpp"
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

/// The same file still, as far as both sides know it.
bool is_of(const backup::Identity& identity, const upgrade::FileMarks& marks) {
    const Time modified{milliseconds{marks.modified / 1'000'000}};
    if (identity.inode != marks.inode) return false;
    return !marks.below.empty() || (identity.bytes == marks.bytes && identity.modified == modified);
}

upgrade::BackupProof proof_from(const backups::Backup& backup, const std::string& wanted,
                                Time taken) {
    upgrade::BackupProof proof;
    proof.path = backup.path;
    proof.wanted = wanted;
    proof.taken = taken;
    return proof;
}

/// What was proven earlier, where it is of this very file.
std::optional<BackupLook> on_record(const backups::Backup& backup, const upgrade::FileMarks& marks,
                                    const std::string& wanted, const fs::path& state, Time now) {
    const auto record = backup::record_of(state, backup.path);
    if (!record || record->level.empty() || !marks.below.empty() || record->altered != Time{})
        return std::nullopt;
    const bool young = record->proven <= now && now - record->proven <= proof_age;
    if (!young || !is_of(record->proven_as, marks) || record->level < wanted) return std::nullopt;
    BackupLook look{.proof = proof_from(backup, wanted, backup.taken), .none = {}, .proven = {}};
    look.proof->level = record->level;
    look.proof->sound = true;
    look.proven = {marks, record->sha256, record->level, backup.taken, record->proven};
    return look;
}

BackupLook read_now(const backups::Backup& backup, const Verified& verified,
                    const std::string& wanted, const upgrade::FileMarks& marks, Time now) {
    BackupLook look{.proof = proof_from(backup, wanted, verified.taken), .none = {}, .proven = {}};
    look.proof->level = verified.highest();
    look.proof->sound = verified.held();
    for (const auto& rung : verified.rungs)
        if (rung.standing != Standing::held)
            look.proof->wrong.insert(look.proof->wrong.end(), rung.seen.begin(), rung.seen.end());
    if (!is_of(verified.contents.after, marks)) {
        look.proof->sound = false;
        look.proof->wrong.push_back("It was changed or replaced while it was read.");
    }
    look.proven = {marks, verified.contents.sha256, look.proof->level, verified.taken, now};
    return look;
}

}  // namespace

Result<Looked> look(const Invocation& invocation, config::Config config) {
    const auto now = system_clock().now();
    auto order = order_for(invocation, std::move(config),
                           {upgrade::collectors_needed(), now - window, now, milliseconds{60'000}});
    if (!order) return order.error();
    as_a_check(*order);
    redact::CaseKey key{};
    fill_random(key);
    Result<report::Story> story = Error{Fault::bug, "not examined"};
    {
        RunProgress progress;
        story = collect::examine(*order, key, progress);
    }
    if (!story) return story.error();
    Looked looked{std::move(*story), {}};
    for (const auto& chapter : looked.story.chapters)
        looked.chapters[chapter.collector] = {chapter.judgement,
                                              chapter.outcome.ending == exchange::Ending::complete};
    return looked;
}

Result<BackupLook> look_at_backup(const Invocation& invocation, const config::Config& config,
                                  const fs::path& state) {
    const auto level = backup::level_from(config.upgrade.level);
    if (!level) return level.error();
    const auto picture = found_backups(invocation);
    if (!picture) return picture.error();
    const auto backup = backup_meant(invocation.value("--backup"), *picture);
    if (!backup) return BackupLook{.proof = {}, .none = backup.error().what, .proven = {}};
    const auto before = upgrade::marks_of_file(backup->path, stat_patience);
    if (before && !invocation.has("--read-again"))
        if (auto known = on_record(*backup, *before, name_of(*level), state, picture->now))
            return *known;
    const auto verified = prove(invocation, state, *backup, *picture, {*level, {}});
    if (!verified && verified.error().fault == Fault::absent)
        return BackupLook{.proof = {}, .none = verified.error().what, .proven = {}};
    if (!verified) return verified.error();
    const auto marks = upgrade::marks_of_file(backup->path, stat_patience);
    if (!marks) return marks.error();
    return read_now(*backup, *verified, name_of(*level), *marks, system_clock().now());
}

upgrade::LicenceAnswer ask_licence_server(const std::string& host_and_port) {
    upgrade::LicenceAnswer answer{.host = host_and_port, .answered = false, .why = {}};
    const auto colon = host_and_port.rfind(':');
    if (host_and_port.empty() || colon == host_and_port.npos) return answer;
    HttpRequest request{.scheme = "https"};
    request.host = host_and_port.substr(0, colon);
    request.port = static_cast<std::uint16_t>(natural(host_and_port.substr(colon + 1)).value_or(0));
    const auto answers = system_http().ask({request}, 4'096, licence_patience);
    // Whatever speaks there, and in whatever tongue: it is reached.
    answer.answered = answers.front() || answers.front().error().fault == Fault::malformed ||
                      answers.front().error().fault == Fault::io;
    if (!answer.answered) answer.why = answers.front().error().what;
    return answer;
}

Result<> look_again(const Invocation& invocation, const upgrade::Permit& permit) {
    if (permit.with_backup) {
        const auto contents =
            backup::examine_from_child(permit.backup.file.path, {.given_up = interrupted});
        if (!contents) return Error{Fault::denied, "The backup: " + contents.error().what};
        if (contents->sha256 != permit.backup.sha256)
            return Error{Fault::denied, "The backup " + printable(permit.backup.file.path) +
                                            " holds other bytes than those that were proven."};
    }
    if (permit.replica_set.empty()) return {};
    auto config = config_of(invocation);
    if (!config) return Error{Fault::denied, config.error().what};
    const auto looked = look(invocation, std::move(*config));
    if (!looked) return Error{Fault::denied, looked.error().what};
    const auto now = upgrade::replica_set_of(looked->chapters);
    if (now == permit.replica_set) return {};
    return Error{Fault::denied, now.empty() ? "The database does not tell of its replica set."
                                            : "The database's replica set has changed."};
}

}  // namespace diag::commands
