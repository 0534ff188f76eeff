// SPDX-License-Identifier: Apache-2.0
// A message as mail programs open it: RFC 5322 with one text in UTF-8. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::cases {

struct Mail {
    std::string from, to;  ///< each an address, as is_address() has it
    std::string subject;   ///< any text: becomes one line
    std::string text;      ///< lines end with a newline
    Time date{};
    std::string id;  ///< a UUID: the message's, with the domain of `from` behind it
};

/// "somebody@example.org": dot-atoms of ASCII on both sides (RFC 5322 3.4.1), at most 254 bytes
/// (RFC 5321 4.5.3.1).
bool is_address(std::string_view text);

/// The first address in a line people wrote: "Ana Pérez <ana@example.org>, +34 ...".
std::optional<std::string> address_in(std::string_view text);

/// The message, lines ending with CRLF, none longer than 78 bytes but for an address of a header
/// that is (76 in the body). The subject is in encoded words of RFC 2047 where it is not plain
/// ASCII, the text quoted-printable. Nothing in a field can begin another header. Marked
/// X-Unsent, by which mail programs open it ready to send.
/// Fails with malformed where `from` or `to` is no address.
Result<std::string> message_of(const Mail& mail);

}  // namespace diag::cases
