// SPDX-License-Identifier: Apache-2.0
// SAFR's folders, where they lie, and the shares behind them: found without asking any server.
#pragma once

#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/disk/mountinfo.hpp"
#include "collectors/nfs/target.hpp"
#include "platform/json.hpp"

namespace diag::nfs {

struct Store {
    std::string id;     ///< "objects", "images", "metadata", "tenant.1", "database", "backups"
    std::string path;   ///< as SAFR knows it
    std::string leads;  ///< where links lead, as far as local disks tell
    std::vector<std::string> links;  ///< "from -> to"
    std::string point;               ///< of the mount it lies on; empty when not known
    std::string type;                ///< of that mount
    bool loops = false;
};

/// The object store, its parts, tenants moved by links of their own, the database and the backups.
std::vector<Store> find_stores(World& world, const std::vector<disk::Mount>& mounts);

/// What should be mounted for SAFR: fstab and automount maps.
struct Wishes {
    std::vector<disk::Wanted> fstab;
    std::vector<disk::Wanted> autofs;
};

/// The shares that hold stores or should, in order: mounted, wanted but not mounted, configured.
/// At most 16. `refused` tells which entries of the configuration are no exports.
std::vector<Target> find_targets(const Scope& scope, const std::vector<Store>& stores,
                                 const std::vector<disk::Mount>& mounts, const Wishes& wishes,
                                 std::vector<Error>& refused);

/// Reads the maps that /etc/auto.master and /etc/auto.master.d name; at most 32 files.
std::vector<disk::Wanted> read_autofs(Files& files);

json::value to_json(const std::vector<Store>& stores);
std::vector<Store> stores_from(const json::value& document);

json::value to_json(const std::vector<disk::Wanted>& wanted);

}  // namespace diag::nfs
