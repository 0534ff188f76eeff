// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/backup_rehearsal.hpp"

#include <unistd.h>

#include "agent/commands/setting.hpp"
#include "agent/config/roots.hpp"
#include "agent/rehearsal/directory.hpp"
#include "agent/rehearsal/rehearse.hpp"
#include "agent/rehearsal/report.hpp"
#include "collectors/install/discover.hpp"
#include "collectors/mongo/targets.hpp"
#include "platform/interrupt.hpp"
#include "platform/names.hpp"
#include "platform/progress.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t settings_limit = 256 << 10;
constexpr milliseconds patience{2'000};

fs::path scratch_of(const config::Config& config, const fs::path& state) {
    return config.backup.scratch.empty() ? state / "rehearsal" : fs::path(config.backup.scratch);
}

Site site_here(const config::Config& config) {
    const auto now = system_clock().now();
    const auto scope = config::scope_of(config, now, now);
    World world{system_files(), disposable_paths(), system_programs(),
                system_http(),  system_clock(),     scope};
    return install::discover(world).site;
}

/// The databases that SAFR runs here, and those of loopback that the configuration names.
std::vector<rehearsal::Live> live_databases(const Site& site, const config::Config& config) {
    std::vector<rehearsal::Live> all;
    for (const auto* process : processes_of(site, "mongod")) {
        mongo::Daemon daemon{process, mongo::settings_of_command_line(process->argv)};
        if (const auto file = daemon.settings.find("config"); file != daemon.settings.end())
            if (const auto text = disposable_paths().read(file->second, settings_limit, patience))
                // What is told twice holds as the command line says.
                daemon.settings.merge(mongo::settings_of_file(*text));
        rehearsal::Live live;
        const auto data = daemon.settings.find("storage.dbPath");
        live.data = data == daemon.settings.end() ? "/data/db" : data->second;
        if (!live.data.starts_with('/')) live.data.clear();
        for (const auto& listener : process->listeners) live.ports.push_back(listener.port);
        live.ports.push_back(mongo::target_of(daemon).port);
        all.push_back(std::move(live));
    }
    for (const auto& host : config.mongo.hosts)
        if (const auto target = mongo::target_from(host, "configuration");
            target && is_loopback(target->host))
            all.push_back({.data = {}, .ports = {target->port}});
    return all;
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
    const auto site = site_here(*config);
    Progress progress(STDERR_FILENO, Progress::mode_for(STDERR_FILENO),
                      terminal_width(STDERR_FILENO));
    const std::string row = "rehearsal";
    rehearsal::Setting setting{.mongod = config->backup.mongod.empty() ? rehearsal::mongod_of(site)
                                                                       : config->backup.mongod,
                               .scratch = scratch_of(*config, state),
                               .live = live_databases(site, *config)};
    setting.bounds.deadline = config->backup.deadline;
    setting.bounds.min_free_percent = config->limits.min_free_percent;
    setting.passed = [&](const std::string& stage, std::uint64_t read, std::uint64_t of) {
        progress.doing(row, stage_text(stage, read, of));
    };
    setting.given_up = [] { return interrupted(); };
    progress.doing(row, "preparing");
    auto rung =
        rehearsal::ScratchRehearsal(std::move(setting), disposable_paths(), system_programs())
            .restore(path, contents);
    progress.done(row, name_of(rung.standing));
    return rung;
}

void clear_rehearsals(const Invocation& invocation, const fs::path& state) {
    if (const auto config = config_of(invocation))
        rehearsal::clear_left_overs(scratch_of(*config, state));
}

}  // namespace diag::commands
