// SPDX-License-Identifier: Apache-2.0
// Looks at all that must hold before an upgrade, and writes a permit where it does.
#include <unistd.h>

#include <algorithm>

#include "agent/commands/backup_rehearsal.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/setting.hpp"
#include "agent/commands/upgrade.hpp"
#include "agent/commands/upgrade_look.hpp"
#include "agent/commands/upgrade_words.hpp"
#include "agent/config/roots.hpp"
#include "agent/config/state_version.hpp"
#include "agent/exchange/identity.hpp"
#include "agent/upgrade/permits.hpp"
#include "agent/upgrade/waivers.hpp"
#include "platform/digest.hpp"
#include "platform/interrupt.hpp"
#include "platform/minute_text.hpp"
#include "platform/paths.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr milliseconds patience{10'000};  // of a root that is a mount and does not answer

/// Everything known once the server was looked at.
struct Findings {
    Preconditions preconditions;
    upgrade::Permit permit;  ///< complete but for id and times
};

/// What a permit says of this server, whatever the conditions are.
Result<upgrade::Permit> permit_for(const config::Config& config, const upgrade::Chapters& chapters,
                                   const BackupLook& backup, const upgrade::Version& to) {
    auto server = upgrade::marks_of_server(config.safr.program_root, patience);
    if (!server) return server.error();
    upgrade::Permit permit{.id = {},
                           .program_root = config.safr.program_root,
                           .server = std::move(*server),
                           .replica_set = upgrade::replica_set_of(chapters),
                           .from = upgrade::version_here(chapters),
                           .to = to};
    permit.with_backup = backup.proof && backup.proof->sound;
    if (permit.with_backup) permit.backup = backup.proven;
    permit.backup_of_primary = !backup.needed;
    return permit;
}

upgrade::Wanted wanted_of(const config::Config& config, const BackupLook& backup,
                          const upgrade::Version& to) {
    upgrade::Wanted wanted{.now = system_clock().now(), .to = to};
    wanted.backup_needed = backup.needed;
    wanted.backup = backup.proof;
    wanted.no_backup = backup.none;
    wanted.newest_unknown = backup.newest_unknown;
    wanted.oldest_backup = config.upgrade.backup_age;
    wanted.configured = upgrade::configuration_written(config.safr.program_root, patience);
    wanted.licence = ask_licence_server(config.upgrade.licence_server, system_http());
    return wanted;
}

/// Waivers in force; the conditions they are for stand in nobody's way any more.
Result<> set_aside(const fs::path& state, Findings& found) {
    const auto waivers = upgrade::Waivers::open(state);
    if (!waivers) return waivers.error();
    const auto all = waivers->in_force(system_clock().now());
    if (!all) return all.error();
    found.permit.set_aside = upgrade::set_aside(found.preconditions.conditions,
                                                upgrade::for_version(*all, found.preconditions.to));
    // A permit never outlives what it rests on.
    for (const auto& each : *all)
        if (std::ranges::find(found.permit.set_aside, each.what) != found.permit.set_aside.end())
            found.permit.until = std::min(found.permit.until, each.until);
    return {};
}

/// Told before the long look. Whatever else keeps the root from being read shows in the look.
Result<> safr_is_here(const config::Config& config) {
    const auto& root = config.safr.program_root;
    const auto space = disposable_paths().space(root, patience);
    if (space || space.error().fault != Fault::absent) return {};
    return Error{Fault::absent, "no SAFR is found at " + printable(root) +
                                    ": where it lies elsewhere, set safr.program_root in the "
                                    "configuration"};
}

Result<Findings> find_out(const Invocation& invocation, const fs::path& state,
                          const upgrade::Version& to) {
    auto config = config_of(invocation);
    if (!config) return config.error();
    config::settle_roots(*config, system_files(), disposable_paths());
    if (const auto here = safr_is_here(*config); !here) return here.error();
    // First the backup: what it unpacks to tells the collector whether a rollback has room.
    const auto backup = look_at_backup(invocation, *config, state);
    if (!backup) return backup.error();
    const bool named = invocation.has("--backup") && backup->proof;
    const auto chapters = look(invocation, *config, named ? backup->proof->path : std::string{});
    if (!chapters) return chapters.error();
    auto permit = permit_for(*config, *chapters, *backup, to);
    if (!permit) return permit.error();
    Findings found{{permit->from, to, upgrade::is_cluster(*chapters), {}}, std::move(*permit)};
    found.preconditions.conditions =
        upgrade::conditions_of(*chapters, wanted_of(*config, *backup, to));
    found.permit.id = uuid_v7(system_clock().now());
    found.permit.made = Time{std::chrono::floor<milliseconds>(system_clock().now())};
    found.permit.until = found.permit.made + config->upgrade.permit_for;
    if (const auto done = set_aside(state, found); !done) return done.error();
    for (const auto& condition : found.preconditions.conditions)
        if (condition.state == upgrade::State::not_told)
            found.permit.not_told.push_back(condition.id);
    if (backup->proof && !backup->proof->not_compared.empty())
        found.permit.not_told.emplace_back("backup_beside_database");
    return found;
}

json::array words(const std::vector<std::string>& all) {
    json::array list;
    for (const auto& each : all) list.emplace_back(each);
    return list;
}

Result<> record_refusal(const fs::path& state, const Preconditions& preconditions) {
    return record(state, ledger::Kind::permit,
                  {{"state", "not_written"},
                   {"from", preconditions.from.text()},
                   {"version", preconditions.to.text()},
                   {"in_the_way", words(preconditions.in_the_way())}});
}

Result<> record_permit(const fs::path& state, const upgrade::Permit& permit) {
    json::array set_aside;
    for (const auto& each : permit.set_aside)
        set_aside.emplace_back(each.condition + ": " + each.waiver);
    return record(state, ledger::Kind::permit,
                  {{"state", "written"},
                   {"permit", permit.id},
                   {"from", permit.from.text()},
                   {"version", permit.to.text()},
                   {"backup", permit.with_backup ? permit.backup.file.path : std::string{}},
                   {"sha256", permit.with_backup ? permit.backup.sha256 : std::string{}},
                   {"level", permit.with_backup ? permit.backup.level : std::string{}},
                   {"backup_of_primary", permit.backup_of_primary},
                   {"set_aside", std::move(set_aside)},
                   {"not_told", words(permit.not_told)},
                   {"until", to_text(permit.until)}});
}

Result<fs::path> where_to(const Invocation& invocation, const fs::path& state,
                          const upgrade::Permit& permit) {
    if (invocation.has("--out")) {
        std::error_code failed;
        auto path = fs::absolute(invocation.value("--out"), failed);
        if (failed) return Error{Fault::absent, "the current directory is gone"};
        return path;
    }
    const auto permits = upgrade::permits_in(state);
    if (const auto made = permits.make(); !made) return made.error();
    return permits.file(permit.id);
}

/// On the ledger, then as a file: a permit that nobody can look up there does not exist.
Result<fs::path> write_permit(const Invocation& invocation, const fs::path& state,
                              const upgrade::Permit& permit) {
    const auto path = where_to(invocation, state, permit);
    if (!path) return path.error();
    const auto agent = exchange::agent_identity(state);
    if (!agent) return agent.error();
    const auto document = upgrade::signed_permit(permit, *agent);
    if (!document) return document.error();
    if (const auto readable = upgrade::open_permit(*document, agent->certificate); !readable)
        return Error{readable.error().fault,
                     "the permit could not be read again: " + readable.error().what};
    if (const auto said = record_permit(state, permit); !said) return said.error();
    if (const auto written = replace_file(*path, *document, 0644); !written) return written.error();
    if (!invocation.has("--out"))
        upgrade::forget_permits(upgrade::permits_in(state), agent->certificate, permit.made);
    return path;
}

int tell_refusal(const Invocation& invocation, const Preconditions& preconditions,
                 const report::Voice& voice) {
    const auto in_the_way = preconditions.in_the_way();
    if (invocation.has("--json")) {
        auto document = json_of(preconditions, voice.knowledge());
        document["permit"] = nullptr;
        document["in_the_way"] = words(in_the_way);
        const int printed = print(json::write_pretty(document));
        return printed == exit_code::done ? exit_code::refused : printed;
    }
    const auto command = command_here("safr-diag upgrade waive " + in_the_way.front() + " --to " +
                                      preconditions.to.text() + " --reason \"...\"");
    const int printed = print(text_of(preconditions, voice, terminal_width(STDOUT_FILENO)) +
                              voice("upgrade.refused", {{"conditions", joined(in_the_way)}}) +
                              "\n" + voice("upgrade.waive", {{"command", command}}) + "\n");
    return printed == exit_code::done ? exit_code::refused : printed;
}

int tell_permit(const Invocation& invocation, const Findings& found, const fs::path& path,
                const report::Voice& voice) {
    if (invocation.has("--json")) {
        auto document = json_of(found.preconditions, voice.knowledge());
        document["permit"] = path.native();
        document["until"] = to_text(found.permit.until);
        document["in_the_way"] = json::array{};
        return print(json::write_pretty(document));
    }
    const auto command = command_here("safr-diag upgrade allowed " + path.native() + " --to " +
                                      found.permit.to.text());
    return print(text_of(found.preconditions, voice, terminal_width(STDOUT_FILENO)) +
                 voice("upgrade.written",
                       {{"until", minute_text(found.permit.until)}, {"command", command}}) +
                 "\n" + path.native() + "\n");
}

}  // namespace

int upgrade_permit(const Invocation& invocation, const fs::path& state) {
    const auto to = version_wanted(invocation);
    if (!to) return failure(to.error());
    const auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto language = language_of(invocation, *config);
    if (!language) return failure(language.error());
    if (const auto marked = config::mark_state(state); !marked) return failure(marked.error());
    watch_for_interrupts();
    clear_rehearsals(*config, state);
    const auto found = find_out(invocation, state, *to);
    if (!found) return failure(found.error());
    const report::Voice voice(report::Knowledge::builtin(), *language);
    if (interrupted()) return failure({Fault::io, "stopped: no permit was written"});
    if (!found->preconditions.in_the_way().empty()) {
        if (const auto said = record_refusal(state, found->preconditions); !said)
            return failure(said.error());
        return tell_refusal(invocation, found->preconditions, voice);
    }
    const auto path = write_permit(invocation, state, found->permit);
    if (!path) return failure(path.error());
    return tell_permit(invocation, *found, *path, voice);
}

}  // namespace diag::commands
