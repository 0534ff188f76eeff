// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/rules.hpp"

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

constexpr std::array<Obstacle, 2> version_obstacles{
    {{"services.version_mixed"}, {"mongo.versions_mixed", warning}}};
constexpr std::array<Obstacle, 4> replica_set_obstacles{{{"mongo."},
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

constexpr std::array<Rule, 7> all{{
    {.id = "versions",
     .collectors = services_and_mongo,
     .obstacles = version_obstacles,
     .told_by = "services.version"},
    {.id = "replica_set",
     .collectors = of_mongo,
     .obstacles = replica_set_obstacles,
     .told_by = "mongo.set",
     .absent_by = "mongo.standalone"},
    {.id = "primary",
     .collectors = of_mongo,
     .obstacles = primary_obstacles,
     .told_by = "mongo.set",
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

}  // namespace

std::span<const Rule> rules() { return all; }

}  // namespace diag::upgrade
