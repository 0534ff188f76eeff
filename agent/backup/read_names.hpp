// SPDX-License-Identifier: Apache-2.0
// What in a record might name an object, in every form that a file name may have of it.
#pragma once

#include <functional>

#include "agent/backup/sample.hpp"

namespace diag::backup {

/// The values of a checked document, within the bounds of a sample. Fields get their numbers from
/// `field_of`.
std::vector<Named> names_in(
    std::string_view document, NameDigest& digest,
    const std::function<std::optional<std::uint32_t>(std::string_view)>& field_of);

}  // namespace diag::backup
