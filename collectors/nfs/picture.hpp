// SPDX-License-Identifier: Apache-2.0
// The evidence of one run, read: what the judges of this collector look at.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collectors/bench.hpp"
#include "collectors/nfs/history.hpp"
#include "collectors/nfs/outages.hpp"
#include "collectors/nfs/steps.hpp"
#include "collectors/nfs/stores.hpp"
#include "collectors/nfs/target.hpp"

namespace diag::nfs {

/// What a server said, or why nobody asked it.
struct ServerAnswer {
    std::optional<Error> failure;  ///< its name is not known, or it could not be asked
    std::vector<Step> nfsd;
    std::vector<Step> portmap;
    std::string neighbour;  ///< flags of /proc/net/arp, "0x0": nobody has that address
    std::string item;
};

/// A share, and what came of asking for it.
struct Share {
    Target target;
    std::size_t server = 0;
    std::vector<std::string> folders;  ///< SAFR's, that lie on it or should
    bool objects = false;              ///< among them a part of the object store
    std::optional<Error> failure;      ///< why it was not visited
    std::vector<Step> visit;
    std::vector<Step> inside;
    std::vector<Step> canary;
    std::string number;  ///< of its evidence items
};

struct Picture {
    Time time{};
    bool brief = false;
    std::string role;
    std::int64_t nodes = 0;  ///< of the cluster; 0: not known
    bool root = true;        ///< asked as root, from a port below 1024
    std::string appears_as;  ///< SAFR's account; empty: the shares were visited as root
    std::vector<disk::Mount> mounts;
    std::vector<Store> stores;
    std::vector<Share> shares;
    std::vector<ServerAnswer> servers;
    std::vector<Outage> outages;
    std::vector<Reading> past;
    std::optional<Reading> before;  ///< first reading of this run; nothing in a brief one
    Reading now;
};

Picture picture_of(const Evidence& evidence);

/// Where the judges put what they find, and where they look up numbers.
class Bench : public diag::Bench {
public:
    using diag::Bench::Bench;
    /// Once for each id and `subject`: many steps tell of the same trouble.
    void find(std::string id, Severity severity, const std::string& subject, Parameters parameters,
              std::vector<std::string> rests_on);

private:
    std::set<std::pair<std::string, std::string>> told_;
};

/// "export", "server", "point", "folders" of a share, for the texts of findings.
Parameters about(const Share& share);

/// Whether nfsd, or the SMB port, answered.
bool answers(const ServerAnswer& server);

/// "0.42 ms", "140 ms"
std::string ms_text(double ms);
/// "40 s", "7 min", "3 h"
std::string span_text(milliseconds span);

void judge_servers(const Picture& picture, Bench& bench);  ///< dead, filtered, refusing, hung, slow
void judge_exports(const Picture& picture, Bench& bench);  ///< gone, denied, full, read-only, stale
void judge_canaries(const Picture& picture, Bench& bench);
void judge_options(const Picture& picture, Bench& bench);
void judge_traffic(const Picture& picture, Bench& bench);  ///< the kernel's counters
void judge_stores(const Picture& picture, Bench& bench);   ///< not mounted, silent, stale, local
void judge_host(const Picture& picture, Bench& bench);     ///< outages, stuck processes
void note_facts(const Picture& picture, Bench& bench);

/// What an errno or a status of the server means for an export, as a finding's id; empty: nothing
/// that is known.
std::string_view trouble_of(const Step& step);

}  // namespace diag::nfs
