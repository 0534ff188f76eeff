// SPDX-License-Identifier: Apache-2.0
// What was tried on a server or an export, step by step: how long each took, or how it failed.
// A list of JSON objects, as children tell it and as it stands in the evidence.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/json.hpp"

namespace diag::nfs {

struct Step {
    std::string name;  ///< "connect", "nfs4", "mount", "statvfs", ...
    double ms = 0;
    std::string error;   ///< an errno by name, "ECONNREFUSED"; empty: it went well
    std::string status;  ///< the server's word for it, "NFS3ERR_ACCES", where it said one
    json::object more;   ///< what else it told: port, bytes, entries

    bool good() const { return error.empty(); }
    std::optional<std::int64_t> number(std::string_view name) const;
    bool flag(std::string_view name) const;
};

json::value to_json(const std::vector<Step>& steps);

/// The steps that are understood, in order.
std::vector<Step> steps_from(const json::array& list);

/// The first step of that name, or nullptr.
const Step* step_named(const std::vector<Step>& steps, std::string_view name);

/// "ECONNREFUSED"
std::string errno_name(int number);

}  // namespace diag::nfs
