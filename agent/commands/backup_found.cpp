// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/backup_found.hpp"

#include "agent/commands/backup_proofs.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/roots.hpp"
#include "collectors/backups/gather.hpp"
#include "collectors/install/discover.hpp"

namespace diag::commands {
namespace {

struct Kept : Sink {
    Evidence evidence;
    void give(std::string name, Result<std::string> value) override {
        evidence.insert_or_assign(std::move(name), std::move(value));
    }
    void attach(Attachment) override {}
    void doing(std::string_view) override {}
};

}  // namespace

Result<backups::Picture> found_backups(const Invocation& invocation) {
    auto config = config_of(invocation);
    if (!config) return config.error();
    config::settle_roots(*config, system_files(), disposable_paths());
    const auto now = system_clock().now();
    auto scope = config::scope_of(*config, now, now);
    scope.brief = true;
    // By what was read in them it is known which hold the same parts, and which hold images.
    if (const auto state = state_directory_of(invocation)) scope.proofs = backup_proofs(*state);
    World world{system_files(), disposable_paths(), system_programs(),
                system_http(),  system_clock(),     scope};
    // What a backup must hold depends on the role of this server.
    scope.site = install::discover(world).site;
    Kept kept;
    backups::gather(world, kept);
    return backups::picture_of(kept.evidence);
}

}  // namespace diag::commands
