// SPDX-License-Identifier: Apache-2.0
// "user:password" where no scheme tells that it is one.
#pragma once

#include <cstddef>
#include <string_view>

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// Takes user and password of "user:password" in [from, to); false where they are none.
bool take_pair(Reading& reading, std::size_t from, std::size_t to);

/// Whether it mixes letters and digits, as few words do that are no passwords.
bool is_mixed(std::string_view word);

}  // namespace diag::redact
