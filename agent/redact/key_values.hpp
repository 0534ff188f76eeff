// SPDX-License-Identifier: Apache-2.0
// Takes the values of keys, in every syntax.
#pragma once

#include <string_view>

#include "agent/redact/reading.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {

/// Takes what `part`, a view into the text, holds; nothing where it is no secret.
void take_part(Reading& reading, std::string_view part);

/// Takes what `name` is set to, which begins at `opening` in the text.
void take_value(Reading& reading, const Name& name, const Opening& opening);

}  // namespace diag::redact
