// SPDX-License-Identifier: Apache-2.0
// Where SAFR keeps what: the folders that the vendor's article K5 lets sites move by links.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/json.hpp"
#include "platform/paths.hpp"

namespace diag::disk {

struct Place {
    std::string id;    ///< "database", "objects", "log-covi"; names the evidence
    std::string path;  ///< as SAFR knows it, before links are followed
};

/// The roots come first.
std::vector<Place> places_of(const std::string& program_root, const std::string& data_root,
                             const std::string& backup_root);

json::value to_json(const Resolved& resolved);
Result<Resolved> resolved_from(std::string_view text);

json::value to_json(const Space& space);
Result<Space> space_from(std::string_view text);

json::value to_json(const Usage& usage);
Result<Usage> usage_from(std::string_view text);

}  // namespace diag::disk
