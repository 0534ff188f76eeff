// SPDX-License-Identifier: Apache-2.0
// What the collectors found of this server, and what that tells. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "agent/upgrade/version.hpp"
#include "collectors/finding.hpp"

namespace diag::upgrade {

/// What a collector found, and whether it got to its end.
struct Chapter {
    Judgement judgement;
    bool complete = false;
};
using Chapters = std::map<std::string, Chapter, std::less<>>;

/// The first fact of that id, or nullptr.
const Fact* fact_of(const Chapters& chapters, std::string_view id);

/// Whether there is a finding or fact of that id.
bool is_found(const Chapters& chapters, std::string_view id);

/// The version that SAFR's services tell, the recognition service's first; empty: none does.
Version version_here(const Chapters& chapters);

/// What the database's replica set is made of, as its fact tells; empty: there is none, or it was
/// not told.
std::string replica_set_of(const Chapters& chapters);

/// Whether other nodes belong to this server.
bool is_cluster(const Chapters& chapters);

}  // namespace diag::upgrade
