// SPDX-License-Identifier: Apache-2.0
// Lists, objects and elements that names of secrets are set to.
#pragma once

#include "agent/redact/members.hpp"
#include "agent/redact/reading.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {

/// False of a reference to a secret that is kept elsewhere: "secretKeyRef".
bool may_have_members(std::string_view text, const Name& name);

/// Which members of what `name` is set to are taken, and how.
Members members_of(std::string_view text, const Name& name, const Opening& opening);

/// Takes the list at `opening`, whose line ends at `end`: as one where it closes there, by its
/// members otherwise.
void take_list(Reading& reading, const Name& name, const Opening& opening, std::size_t end);

/// Takes what stands in braces; false where they only begin a password, as of "{bcrypt}x".
bool take_braces(Reading& reading, const Name& name, const Opening& opening, std::size_t end);

/// Takes the text of the XML element at `at`, in its line or alone in the next, or those of the
/// elements within it.
void take_element(Reading& reading, const Name& name, std::size_t at);

}  // namespace diag::redact
