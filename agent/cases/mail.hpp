// SPDX-License-Identifier: Apache-2.0
// A message as mail programs open it: RFC 5322 with one text in UTF-8, and files behind it
// (RFC 2046). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::cases {

/// What becomes of it, which mail programs are told.
enum class Handling {
    draft,   ///< opened ready to send (X-Unsent)
    letter,  ///< sent as it is, because somebody said so
    notice,  ///< sent as it is; nobody need answer (Auto-Submitted, RFC 3834)
};

/// A file that goes along, for everybody on the way to read.
struct Enclosure {
    std::string name;  ///< letters, digits, '.', '-', '_' and '%'; others become '_'
    std::string media_type;
    std::string bytes;
};

struct Mail {
    std::string from, to;  ///< each an address, as is_address() has it
    std::string reply_to;  ///< one, or empty: whoever sends it reads the answer
    std::string subject;   ///< any text: becomes one line
    std::string text;      ///< lines end with a newline
    Time date{};
    std::string id;  ///< a UUID: the message's, with the domain of `from` behind it
    Handling handling = Handling::draft;
    std::vector<Enclosure> enclosures;
};

/// "somebody@example.org": dot-atoms of ASCII on both sides (RFC 5322 3.4.1), at most 254 bytes
/// (RFC 5321 4.5.3.1).
bool is_address(std::string_view text);

/// The first address in a line people wrote: "Ana Pérez <ana@example.org>, +34 ...".
std::optional<std::string> address_in(std::string_view text);

/// The message, lines ending with CRLF, none longer than 78 bytes but for an address of a header
/// that is (76 in the body). The subject is in encoded words of RFC 2047 where it is not plain
/// ASCII, the text quoted-printable. Nothing in a field can begin another header.
/// Fails with malformed where one of the addresses is none.
Result<std::string> message_of(const Mail& mail);

}  // namespace diag::cases
