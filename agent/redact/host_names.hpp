// SPDX-License-Identifier: Apache-2.0
// Which host names are a customer's, and worth looking for by themselves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diag::redact {

/// A word of logs or of programs that some machines are called too: "localhost", "server", "mongo".
bool is_common_word(std::string_view name);

/// Whether everybody knows the name: of standards, vendors, mirrors, and what RFC 2606 reserves.
bool is_public_host(std::string_view name);

/// "nvr01", "nvr01.corp.example": letters, digits, '-', '_' and single dots, with a letter; no
/// address, and no name of ours.
bool is_host_name(std::string_view text);

/// Whether a name without a domain says by itself that it is a machine's: four bytes, no common
/// word.
bool is_telling_name(std::string_view name);

/// "nvr01.lan": in a domain that only a site's own network knows.
bool is_local_host(std::string_view name);

/// Whether a name with dots is a machine's by its form alone, as what evidence says has to be: it
/// ends in a local domain, or in a country or organisation below at least one name more.
/// "request.timeout" and "logback.xml" are none.
bool is_full_host_name(std::string_view name);

/// What to search for because a host is called `name`, lower-case: the name without its domain, the
/// whole, and the domain. Each only where it is no common word and not too short to tell it from
/// one.
struct HostForms {
    std::vector<std::string> names;
    std::vector<std::string> domains;
};
HostForms forms_of(std::string_view name);

/// "north.example.com" as "com.example.north".
std::string backwards(std::string_view name);

/// Where a host's name ends that begins at `from` in `text`; dots and dashes at its end are the
/// sentence's.
std::size_t host_end(std::string_view text, std::size_t from);

/// Whether a host's name, in a place where hosts stand, is worth a stand-in.
bool is_taken_host(std::string_view host);

}  // namespace diag::redact
