// SPDX-License-Identifier: Apache-2.0
// Asking the servers and exports behind the stores, all at once, each in a process of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/nfs/target.hpp"

namespace diag::nfs {

/// Whose eyes an export is looked at with.
struct Appearance {
    std::string user;  ///< name of SAFR's account; empty: not known, root's own
    std::optional<std::uint32_t> uid;
    std::optional<std::uint32_t> gid;
};

/// The account of the object service, by /etc/passwd.
Appearance appearance_of(World& world);

/// A target and what is known of it so far.
struct Asked {
    Target target;
    std::size_t server = 0;  ///< number of its server among the evidence
    bool answers = false;    ///< nfsd (or the SMB port) answered: its paths may be touched
    int version = 0;         ///< that it answered in
};

/// Finds addresses, asks each server once, gives "targets" and "server.<n>".
std::vector<Asked> ask_servers(World& world, Sink& sink, std::vector<Target> targets);

/// Visits the exports whose server answers, gives "export.<i>", and unless brief "inside.<i>" and
/// "canary.<i>".
void visit_exports(World& world, Sink& sink, const std::vector<Asked>& asked,
                   const Appearance& appearance);

}  // namespace diag::nfs
