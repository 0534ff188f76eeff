// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/rules.hpp"

#include <algorithm>
#include <array>

namespace diag::upgrade {
namespace {

constexpr auto warning = Severity::warning;

// Which findings stand in the way: safr-facts 4.2 (vendor articles K4, K9) and what a restart of
// everything would meet.
constexpr std::array<std::string_view, 2> services_and_mongo{"services", "mongo"};
constexpr std::array<std::string_view, 1> of_mongo{"mongo"};
constexpr std::array<std::string_view, 2> of_services{"install", "services"};
constexpr std::array<std::string_view, 2> of_storage{"disk", "nfs"};
constexpr std::array<std::string_view, 3> of_room{"disk", "nfs", "backups"};
constexpr std::array<std::string_view, 1> of_system{"system"};

constexpr std::array<Obstacle, 3> version_obstacles{{{"services.version_mixed"},
                                                     {"services.version_untold", Severity::unknown},
                                                     {"mongo.versions_mixed", warning}}};
// A member that still copies is none that could take over.
constexpr std::array<Obstacle, 5> replica_set_obstacles{{{"mongo."},
                                                         {"mongo.member_syncing", Severity::info},
                                                         {"mongo.views_differ", warning},
                                                         {"mongo.not_initialised", warning},
                                                         {"mongo.config_drift", warning}}};
constexpr std::array<Obstacle, 1> primary_obstacles{{{"mongo.safr_primary_elsewhere", warning}}};
constexpr std::array<Obstacle, 4> service_obstacles{{{"services."},
                                                     {"services.port_dead", warning},
                                                     {"install.not_found", Severity::info},
                                                     {"install.nothing_runs", Severity::info}}};
constexpr std::array<std::string_view, 1> spared_services{"services.version_mixed"};
constexpr std::array<Obstacle, 16> link_obstacles{{{"disk.link_dangling", warning},
                                                   {"disk.not_mounted", warning},
                                                   {"disk.mount_failed", warning},
                                                   {"disk.mount_silent", warning},
                                                   {"disk.folder_silent", warning},
                                                   {"disk.read_only", warning},
                                                   {"nfs.link_loop", warning},
                                                   {"nfs.not_mounted", warning},
                                                   {"nfs.not_mounted_dead", warning},
                                                   {"nfs.store_failed", warning},
                                                   {"nfs.store_silent", warning},
                                                   {"nfs.stale", warning},
                                                   {"nfs.server_dead", warning},
                                                   {"nfs.folder_missing", warning},
                                                   {"nfs.read_only", warning},
                                                   {"nfs.not_writable", warning}}};
// A permit looks briefly: what rests on counting the data is not found then. A rollback that does
// not fit beside the data is an info; one that cannot fit at all is a warning.
constexpr std::array<Obstacle, 7> room_obstacles{{{"disk.space_critical"},
                                                  {"disk.inodes_low"},
                                                  {"disk.full_soon", warning},
                                                  {"disk.inodes_full_soon", warning},
                                                  {"nfs.full", warning},
                                                  {"nfs.space_low"},
                                                  {"backups.rollback_no_room", warning}}};
constexpr std::array<Obstacle, 2> gpu_obstacles{
    {{"system.gpu_driver_old", warning}, {"system.gpu_silent", Severity::unknown}}};

// Whatever alters a proven backup may alter the one that the permit would rest on.
constexpr std::array<Obstacle, 2> backup_obstacles{
    {{"backups.changed_since_proof"}, {"backups.bytes_changed"}}};
constexpr Rule of_backup{.id = "backup", .collectors = {}, .obstacles = backup_obstacles};

constexpr std::array<Rule, 7> all{{
    {.id = "versions",
     .collectors = services_and_mongo,
     .obstacles = version_obstacles,
     .told_by = "services.version"},
    {.id = "replica_set",
     .collectors = of_mongo,
     .obstacles = replica_set_obstacles,
     .told_by = "mongo.set_configuration",
     .absent_by = "mongo.standalone"},
    {.id = "primary",
     .collectors = of_mongo,
     .obstacles = primary_obstacles,
     .told_by = "mongo.primary",
     .absent_by = "mongo.standalone"},
    {.id = "services",
     .collectors = of_services,
     .obstacles = service_obstacles,
     .spared = spared_services,
     .told_by = "services.answers"},
    {.id = "links", .collectors = of_storage, .obstacles = link_obstacles},
    {.id = "room", .collectors = of_room, .obstacles = room_obstacles},
    // The installer leaves the GPU out where the driver is too old, and does not fail (safr-facts
    // 0.3, X7).
    {.id = "gpu_driver",
     .collectors = of_system,
     .obstacles = gpu_obstacles,
     .told_by = "system.gpu_driver",
     .only_noted = true},
}};

bool is_meant(const Obstacle& obstacle, const Rule& rule, const Finding& finding) {
    if (finding.severity < obstacle.least) return false;
    if (!obstacle.finding.ends_with('.')) return finding.id == obstacle.finding;
    return finding.id.starts_with(obstacle.finding) &&
           std::ranges::find(rule.spared, finding.id) == rule.spared.end();
}

}  // namespace

std::span<const Rule> rules() { return all; }

const Rule& backup_rule() { return of_backup; }

std::vector<Finding> obstacles_in(const Chapters& chapters, const Rule& rule) {
    std::vector<Finding> found;
    for (const auto& [name, chapter] : chapters)
        for (const auto& finding : chapter.judgement.findings)
            if (std::ranges::any_of(rule.obstacles, [&](const Obstacle& obstacle) {
                    return is_meant(obstacle, rule, finding);
                }))
                found.push_back(finding);
    return found;
}

}  // namespace diag::upgrade
