// SPDX-License-Identifier: Apache-2.0
// What others were told of a request: its stage the desk, its question the site's people. Kept
// beside the request, so that a restart neither forgets to tell nor asks people twice.
#pragma once

#include <filesystem>
#include <string>

#include "platform/result.hpp"

namespace diag::service {

struct Told {
    std::string stage;    ///< the one that the desk confirmed; empty: none
    bool people = false;  ///< the site's people were asked

    bool operator==(const Told&) const = default;
};

/// Of the request `id` in `state`/requests. Nothing was told where there is no such file, or one
/// that cannot be read: telling twice does no harm.
Told told_of(const std::filesystem::path& state, const std::string& id);

/// Fails as the disk does.
Result<> keep_told(const std::filesystem::path& state, const std::string& id, const Told& told);

}  // namespace diag::service
