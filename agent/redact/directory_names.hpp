// SPDX-License-Identifier: Apache-2.0
// Who of those that a directory names is a person: full names, users, distinguished names.
#pragma once

#include <cstddef>
#include <string_view>

namespace diag::redact {

/// Whether one of the words is of groups, roles or machines, which are written as names are:
/// "Domain Admins".
bool names_group(std::string_view value);

/// "Anna Smith", "Smith, Anna", "anna smith": two words and more, the first a given name, or all of
/// them with capitals and of no group.
bool is_full_name(std::string_view words);

/// "mgonzalez", "m.gonzález77": neither a number, as those of Unix are, nor a UUID, nor "root".
bool may_be_login(std::string_view value);

/// How long the name is that begins `dn` behind its "cn=", where a person's: of two words or as
/// "Smith\, Anna", and below what only people are in, "ou=people" or "CN=Users". 0: it is none.
std::size_t person_among_people(std::string_view dn);

/// Whether one part of a distinguished name (RFC 4514) names a person.
bool holds_person(std::string_view dn);

}  // namespace diag::redact
