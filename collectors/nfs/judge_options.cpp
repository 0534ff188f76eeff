// SPDX-License-Identifier: Apache-2.0
// Mount options that lose data, or time (nfs(5), mount.cifs(8)). The vendor publishes no advice
// (safr-facts 2.5), so these are NFS's own rules.
#include <array>

#include "collectors/nfs/picture.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

/// Each makes every look-up or write ask the server, or wait for it.
constexpr std::array<std::string_view, 5> costly{"noac", "sync", "actimeo=0", "lookupcache=none",
                                                 "lookupcache=pos"};

void find(const Share& share, Bench& bench, const char* id, Severity severity,
          std::string options) {
    auto parameters = about(share);
    parameters["options"] = std::move(options);
    bench.find(id, severity, share.number, std::move(parameters), {"targets", "mountinfo"});
}

bool is_soft(const std::string& options) {
    return disk::has_option(options, "soft") || disk::has_option(options, "softerr");
}

void judge_locks(const Share& share, Bench& bench) {
    const auto& options = share.target.options;
    if (share.target.version != 3) return;
    const auto local = option_value(options, "local_lock").value_or("none");
    if (disk::has_option(options, "nolock") || local == "all" || local == "posix")
        find(share, bench, "nfs.no_locks", Severity::warning,
             disk::has_option(options, "nolock") ? "nolock" : "local_lock=" + std::string(local));
}

void judge_timeout(const Share& share, Bench& bench) {
    const auto timeo = natural(option_value(share.target.options, "timeo").value_or(""));
    if (timeo && static_cast<double>(*timeo) < bench.limit("nfs.timeout"))
        find(share, bench, "nfs.short_timeout",
             is_soft(share.target.options) ? Severity::warning : Severity::info,
             "timeo=" + std::to_string(*timeo));
}

void judge_nfs(const Share& share, Bench& bench) {
    const auto& options = share.target.options;
    if (is_soft(options))
        find(share, bench, "nfs.soft_mount", share.objects ? Severity::critical : Severity::warning,
             disk::has_option(options, "soft") ? "soft" : "softerr");
    if (disk::has_option(options, "udp") ||
        option_value(options, "proto").value_or("").starts_with("udp"))
        find(share, bench, "nfs.udp_mount", Severity::warning, "proto=udp");
    std::vector<std::string> slow;
    for (const auto option : costly)
        if (disk::has_option(options, option)) slow.emplace_back(option);
    if (!slow.empty()) find(share, bench, "nfs.costly_options", Severity::warning, joined(slow));
    judge_locks(share, bench);
    judge_timeout(share, bench);
}

void judge_smb(const Share& share, Bench& bench) {
    const auto version = option_value(share.target.options, "vers").value_or("");
    if (version.starts_with("1"))
        find(share, bench, "nfs.smb_old", Severity::warning, "vers=" + std::string(version));
}

}  // namespace

void judge_options(const Picture& picture, Bench& bench) {
    for (const auto& share : picture.shares) {
        if (!share.target.mounted()) continue;
        if (share.target.protocol == Protocol::nfs)
            judge_nfs(share, bench);
        else
            judge_smb(share, bench);
    }
}

}  // namespace diag::nfs
