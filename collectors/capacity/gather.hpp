// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "collectors/collector.hpp"

namespace diag::capacity {

/// Wall time after which the runner gives up; gather plans to be done four seconds earlier.
inline constexpr milliseconds patience{45'000};

/// Evidence: run              JSON: when, brief or not, whether SAFR is here, nodes, data root
///           meminfo          /proc/meminfo
///           nvidia:driver    /proc/driver/nvidia/version; nvidia-smi: its XML
///           programs         JSON: how many processes of SAFR run each program
///           factory          JSON: how many feeds virgo-factory.conf has, enabled
///           mountinfo, blocks   as of the disk collector
///           stores           JSON: ids and paths of database, images and tenants' images
///           place.<id>, space.<id>   JSON: where it leads, and the space there
///           written.<id>     JSON: files and bytes by the day they were written, see ages.hpp
///           usage.database   JSON: what lies in its folder; database: what mongod says, JSON
///           writers          JSON: programs of SAFR that run, where they lie and as which user
///           scanners         JSON: scanners and indexers that run, by the names of processes
///           clamd.conf, clamonacc (command line), clamonacc:watched, clamonacc:excluded
///           mdatp (exclusions), mdatp:real_time, mdatp:managed
///           updatedb.conf, updatedb:database
///           baloo.<uid>      JSON: home and baloofilerc of a user whose baloo runs
///           history          what earlier runs remembered
///           measured         the line this run adds to it, at most once an hour
void gather(World& world, Sink& sink);

/// Gives what of it is about scanners and indexers.
void give_scanners(World& world, Sink& sink);

/// What the database here says it holds, JSON {"bytes": N}: asked without a login, in a child.
/// Fails with denied where it wants one, absent where none runs here.
Result<std::string> database_bytes(const Site& site);

/// The answer to listDatabases as that JSON.
Result<std::string> bytes_in(std::string_view answer);

}  // namespace diag::capacity
