// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/backup_rehearsal.hpp"

#include <unistd.h>

#include "agent/commands/setting.hpp"
#include "agent/config/roots.hpp"
#include "agent/rehearsal/directory.hpp"
#include "agent/rehearsal/live.hpp"
#include "agent/rehearsal/rehearse.hpp"
#include "agent/rehearsal/report.hpp"
#include "agent/rehearsal/ways.hpp"
#include "collectors/install/discover.hpp"
#include "platform/interrupt.hpp"
#include "platform/progress.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

fs::path scratch_of(const config::Config& config, const fs::path& state) {
    return config.backup.scratch.empty() ? state / "rehearsal" : fs::path(config.backup.scratch);
}

/// What this server and its configuration say. Fails where a live database could be met.
Result<rehearsal::Setting> setting_of(const config::Config& config, const fs::path& state) {
    const auto now = system_clock().now();
    auto scope = config::scope_of(config, now, now);
    World world{system_files(), disposable_paths(), system_programs(),
                system_http(),  system_clock(),     scope};
    scope.site = install::discover(world).site;
    auto live = rehearsal::live_directories(world);
    if (!live) return live.error();
    rehearsal::Setting setting{.mongod = config.backup.mongod.empty()
                                             ? rehearsal::mongod_of(scope.site)
                                             : config.backup.mongod,
                               .scratch = scratch_of(config, state),
                               .live = std::move(*live),
                               .state = state};
    if (::geteuid() == 0) setting.user = rehearsal::live_account(world);
    if (config.backup.scratch.empty()) setting.ways = {state};
    setting.bounds.deadline = config.backup.deadline;
    setting.bounds.min_free_percent = config.limits.min_free_percent;
    return setting;
}

/// The stage, and of reading how far it is.
std::string stage_text(const std::string& stage, std::uint64_t read, std::uint64_t of) {
    if (read == 0) return stage;
    auto text = stage + ", " + bytes_text(read);
    if (of > read) text += " of " + bytes_text(of);
    return text;
}

}  // namespace

backup::Rung rehearsed(const Invocation& invocation, const fs::path& state, const std::string& path,
                       const backup::Contents& contents) {
    auto config = config_of(invocation);
    if (!config) return rehearsal::not_rehearsed(config.error().what);
    config::settle_roots(*config, system_files(), disposable_paths());
    auto setting = setting_of(*config, state);
    if (!setting) return rehearsal::not_rehearsed(setting.error().what);
    Progress progress(STDERR_FILENO, Progress::mode_for(STDERR_FILENO),
                      terminal_width(STDERR_FILENO));
    const std::string row = "rehearsal";
    setting->passed = [&](const std::string& stage, std::uint64_t read, std::uint64_t of) {
        progress.doing(row, stage_text(stage, read, of));
    };
    setting->given_up = [] { return interrupted(); };
    progress.doing(row, "preparing");
    auto rung =
        rehearsal::ScratchRehearsal(std::move(*setting), disposable_paths(), system_programs())
            .restore(path, contents);
    progress.done(row, name_of(rung.standing));
    return rung;
}

void clear_rehearsals(const Invocation& invocation, const fs::path& state) {
    if (const auto config = config_of(invocation)) clear_rehearsals(*config, state);
}

void clear_rehearsals(const config::Config& config, const fs::path& state) {
    rehearsal::close_ways(state);
    rehearsal::clear_left_overs(scratch_of(config, state), disposable_paths());
}

}  // namespace diag::commands
