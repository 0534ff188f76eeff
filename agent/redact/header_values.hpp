// SPDX-License-Identifier: Apache-2.0
// Values of headers, in quotation marks and bare, also where a header has several.
#pragma once

#include <optional>
#include <string_view>

#include "agent/redact/members.hpp"
#include "agent/redact/reading.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {

/// How a header's values are taken.
struct Header {
    Taker take;                                             ///< of one that is enclosed
    void (*take_bare)(Reading& reading, std::size_t from);  ///< of one that is not
    Kind kind = Kind::token;
    bool all = false;  ///< whatever the members of an object are called
};

/// Where the value of the header called `name` begins; nothing where it is a word of prose.
std::optional<Opening> header_opening(std::string_view text, const Name& name);

void take_header(Reading& reading, const Opening& opening, const Header& header);

/// Takes [from, to), unless it is no secret.
void take_credentials(Reading& reading, std::size_t from, std::size_t to, Kind kind);

}  // namespace diag::redact
