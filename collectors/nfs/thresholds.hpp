// SPDX-License-Identifier: Apache-2.0
// The numbers the nfs judge compares with, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"

namespace diag::nfs {

inline constexpr std::string_view proposal = "our proposal";
inline constexpr std::string_view nfsstat_lore = "Eisler, Managing NFS: nfsstat -rc";
inline constexpr std::string_view latency_limits = "NFS latency limits of nku.edu sysadm-409";
inline constexpr std::string_view iostat_page = "nfsiostat(8)";
inline constexpr std::string_view nfs_page = "nfs(5)";
inline constexpr std::string_view host_rules = "awesome-prometheus-alerts, host rules";

inline constexpr std::array thresholds{
    Threshold{"nfs.answer", 50, "ms", "An answer of the server to an empty question", proposal},
    Threshold{"nfs.retransmissions", 1, "%", "Share of requests sent again that is unusual on TCP",
              proposal},
    Threshold{"nfs.retransmissions_critical", 5, "%",
              "Share of requests sent again that means loss on the path", nfsstat_lore},
    Threshold{"nfs.major_timeouts", 1, "/min", "Major timeouts a minute that are critical",
              proposal},
    Threshold{"nfs.read", 150, "ms", "Mean time of READ", latency_limits},
    Threshold{"nfs.write", 250, "ms", "Mean time of WRITE", latency_limits},
    Threshold{"nfs.lookup", 80, "ms", "Mean time of LOOKUP", latency_limits},
    Threshold{"nfs.getattr", 50, "ms", "Mean time of GETATTR", proposal},
    Threshold{"nfs.operations", 20, "", "Fewer requests between two readings tell nothing",
              proposal},
    Threshold{"nfs.backlog", 1, "", "Requests that wait for a slot, on average", iostat_page},
    Threshold{"nfs.late_replies", 3, "", "Replies to requests given up, between two readings",
              proposal},
    Threshold{"nfs.reconnects", 3, "/10 min", "Connections made anew", proposal},
    Threshold{"nfs.delays", 10, "/min", "Requests the server put off", proposal},
    Threshold{"nfs.short_transfers", 10, "/min", "Reads and writes done only in part", proposal},
    Threshold{"nfs.silly_renames", 60, "/min", "Files removed while they were open", proposal},
    Threshold{"nfs.timeout", 100, "ds", "A timeo below this gives up on a busy server", nfs_page},
    Threshold{"nfs.free_warning", 15, "%", "Less free space than this is a warning", proposal},
    Threshold{"nfs.free_critical", 10, "%", "Less free space than this is critical", host_rules},
    Threshold{"nfs.free_plenty", 100, "GiB",
              "With this much still free, little free space is only a warning", proposal},
    Threshold{"nfs.inodes_warning", 10, "%", "Fewer free inodes than this are a warning",
              host_rules},
    Threshold{"nfs.fsync", 1000, "ms", "Writing 4 KiB through to the server's disk", proposal},
    Threshold{"nfs.outage", 24, "h", "Outages longer ago than this are only information", proposal},
};

}  // namespace diag::nfs
