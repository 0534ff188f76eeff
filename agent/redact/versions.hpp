// SPDX-License-Identifier: Apache-2.0
// Versions of four parts look like addresses.
#pragma once

#include <cstddef>
#include <string_view>

namespace diag::redact {

/// Whether the four parts from `from` to `to` are a version by what stands around them. Only what
/// says so is spared: a quad in doubt is an address.
bool is_version(std::string_view text, std::size_t from, std::size_t to);

}  // namespace diag::redact
