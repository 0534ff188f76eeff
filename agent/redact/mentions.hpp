// SPDX-License-Identifier: Apache-2.0
// Whether a line holds a word that makes the recognisers look closer. Knows no names and no values:
// stricter than they are, and quicker.
#pragma once

#include <string_view>

namespace diag::redact {

/// Any word that names a secret, of all that the recognisers of keys are called for.
bool mentions_secret(std::string_view text);

/// Any word that may name a person: "name", "nombre", "createdBy", "apellido".
bool mentions_name(std::string_view text);

}  // namespace diag::redact
