// SPDX-License-Identifier: Apache-2.0
// What an installer asks: does a permit hold here and now?
#include <algorithm>

#include "agent/commands/command_here.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/setting.hpp"
#include "agent/commands/upgrade.hpp"
#include "agent/commands/upgrade_look.hpp"
#include "agent/exchange/identity.hpp"
#include "agent/ledger/ledger.hpp"
#include "agent/ledger/newest.hpp"
#include "agent/upgrade/disk.hpp"
#include "agent/upgrade/holding.hpp"
#include "agent/upgrade/permits.hpp"
#include "agent/upgrade/proofs.hpp"
#include "agent/upgrade/taken_back.hpp"
#include "agent/upgrade/waivers.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/minute_text.hpp"
#include "platform/paths.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr milliseconds patience{10'000};  // of a mount that does not answer

Result<upgrade::Permit> permit_meant(const Invocation& invocation, const fs::path& state,
                                     const upgrade::Version& to) {
    const auto agent = exchange::agent_identity(state);
    if (!agent) return agent.error();
    const auto& words = invocation.positionals();
    if (words.size() < 2)
        return upgrade::newest_permit(upgrade::permits_in(state), agent->certificate, to,
                                      system_clock().now());
    std::error_code failed;
    const auto path = fs::absolute(words[1], failed);
    if (failed) return Error{Fault::absent, "the current directory is gone"};
    return upgrade::permit_from_file(
        path, disposable_paths().read(path, upgrade::permit_limit, patience), agent->certificate);
}

/// What is absent because its disk is not mounted is not told as gone.
Result<upgrade::FileMarks> backup_now(const fs::path& state, const std::string& path) {
    auto marks = upgrade::marks_of_file(path, patience);
    if (marks || marks.error().fault != Fault::absent || !upgrade::is_out_of_reach(state, path))
        return marks;
    return Error{Fault::io, std::string(upgrade::not_reachable)};
}

/// Ids of the waivers in force.
std::vector<std::string> waivers_in(const fs::path& state, Time now) {
    std::vector<std::string> ids;
    const auto waivers = upgrade::Waivers::open(state);
    const auto all =
        waivers ? waivers->in_force(now) : Result<std::vector<upgrade::Waiver>>(waivers.error());
    if (all)
        for (const auto& each : *all) ids.push_back(each.what.waiver);
    return ids;
}

/// What the ledger says that came after the permit.
struct Since {
    Time latest{};            ///< of any entry; Time{} where none came, or there is no ledger
    bool taken_back = false;  ///< a reading took back the proof that the permit rests on
};

Result<Since> since_written(const upgrade::Permit& permit, const fs::path& state) {
    const auto book = ledger::Book::at(ledger::directory_in(state));
    if (!book && book.error().fault == Fault::absent) return Since{};
    const auto unread = [](const Error& error) {
        return Error{error.fault, "What was recorded here cannot be read: " + error.what};
    };
    if (!book) return unread(book.error());
    Since since;
    const auto read = ledger::each_newest(*book, [&](const ledger::Entry& entry) {
        const json::value data(entry.data);
        const bool of_permits = entry.kind == ledger::Kind::permit;
        if (of_permits && json::text_at(data, "state") == "written" &&
            json::text_at(data, "permit") == permit.id)
            return false;
        since.latest = std::max(since.latest, entry.time);
        since.taken_back |= of_permits && upgrade::takes_back(data, permit);
        return true;
    });
    if (!read) return unread(read.error());
    return since;
}

Result<> hold_against_here(const upgrade::Permit& permit, const fs::path& state,
                           const upgrade::Version& to, const Since& since) {
    upgrade::Here here{.now = system_clock().now(), .to = to};
    here.recorded = since.latest;
    here.taken_back = since.taken_back;
    if (!permit.set_aside.empty()) here.waivers = waivers_in(state, here.now);
    here.server = upgrade::marks_of_server(permit.program_root, patience);
    if (permit.with_backup) here.backup = backup_now(state, permit.backup.file.path);
    return upgrade::holds(permit, here);
}

/// What is known of the permit goes on record with the answer, before the answer is given. That its
/// proof was taken back goes with it: the entry that told it gets out of reach.
Result<> on_record(const fs::path& state, const upgrade::Version& to,
                   const Result<upgrade::Permit>& permit, const Result<Since>& since,
                   const Result<>& answer) {
    json::object data{{"state", answer ? "used" : "refused"}, {"version", to.text()}};
    if (permit) data["permit"] = permit->id;
    if (permit && since && since->taken_back) upgrade::carry_taken_back(permit->backup, data);
    if (!answer) data["why"] = answer.error().what;
    return record(state, ledger::Kind::permit, std::move(data));
}

/// What a rollback would rest on, as the end of a sentence.
std::string way_back(const upgrade::Permit& permit) {
    if (permit.backup_of_primary)
        return "a backup is not needed here: the primary's is what a rollback restores";
    if (!permit.with_backup) return "there is NO backup to roll back to: that was set aside";
    const auto text = "a rollback would restore " + printable(permit.backup.file.path);
    if (permit.backup.objects != 0) return text;
    return text + ", which holds NO images";
}

int refuse(const std::string& why, const upgrade::Version& to) {
    auto sentence = why;
    if (!sentence.ends_with('.')) sentence += '.';
    log::error("Do not upgrade. " + sentence + " Ask for a permit with: " +
               command_here("safr-diag upgrade permit --to " + to.text()));
    return exit_code::refused;
}

}  // namespace

int upgrade_allowed(const Invocation& invocation, const fs::path& state) {
    const auto to = version_wanted(invocation);
    if (!to) return failure(to.error());
    const auto permit = permit_meant(invocation, state, *to);
    const auto since = permit ? since_written(*permit, state) : Result<Since>(permit.error());
    auto answer = since ? hold_against_here(*permit, state, *to, *since) : Result<>(since.error());
    if (answer && invocation.has("--again")) {
        watch_for_interrupts();
        answer = look_again(invocation, state, *permit);
    }
    // An answer that cannot be recorded is no: the disk that is full for us is so for an upgrade.
    if (const auto said = on_record(state, *to, permit, since, answer); !said && answer)
        answer = Error{said.error().fault, "The answer cannot be recorded: " + said.error().what};
    if (!answer) return refuse(answer.error().what, *to);
    return print("SAFR may be upgraded to " + to->text() + " here until " +
                 minute_text(permit->until) + "; " + way_back(*permit) + ".\n");
}

}  // namespace diag::commands
