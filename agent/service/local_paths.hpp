// SPDX-License-Identifier: Apache-2.0
// Where things lie at a site is no business of who supports it.
#pragma once

#include <string>
#include <string_view>

namespace diag::service {

/// A sentence with "a local path" for each absolute path in it. Where it is in doubt how far a path
/// goes, as with spaces in it, more is left out.
std::string without_local_paths(std::string_view sentence);

}  // namespace diag::service
