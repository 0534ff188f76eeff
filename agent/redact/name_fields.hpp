// SPDX-License-Identifier: Apache-2.0
// What a field holds that may name persons: a value, a list in one line or over several, lines of
// YAML below the key, or what a query of MongoDB compares it with.
#pragma once

#include "agent/redact/names.hpp"
#include "agent/redact/reading.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {

/// Takes `part`, which lies in the text, as what `opening` begins: without marks in JSON it is
/// quoted.
void take_part(Reading& reading, std::string_view part, Kind kind, const Opening& opening);

/// Takes each name in the field called `name`; `surely` where only persons have such a field. Else
/// a value has to read as "Anna Smith" does, or to stand beside what only persons have; in a list
/// in which one does, given names alone are of persons too.
void take_field(Reading& reading, const Name& name, bool surely);

/// The same where a list follows: "names", "people".
void take_listed_field(Reading& reading, const Name& name, bool surely);

}  // namespace diag::redact
