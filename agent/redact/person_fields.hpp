// SPDX-License-Identifier: Apache-2.0
// Whether a field called "name" is a person's, told by the fields beside it.
#pragma once

#include <cstddef>

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// Whether a field that only persons have stands near [from, to): in its line, or in one that
/// belongs to the same object, printed over lines as JSON, XML and YAML are. Looks at most 160
/// bytes ahead and as many behind, and at those of one line once, however many names ask.
bool beside_a_person(Reading& reading, std::size_t from, std::size_t to);

}  // namespace diag::redact
