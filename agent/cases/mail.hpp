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
    std::string from, to;  ///< each an address, as is_mail_address() has it
    std::string reply_to;  ///< one, or empty: whoever sends it reads the answer
    std::string subject;   ///< any text: becomes one line
    std::string text;      ///< lines end with a newline
    Time date{};
    std::string id;       ///< a UUID: the message's, with the domain of `from` behind it
    std::string answers;  ///< full_id() of the message whose thread it goes on; empty: none
    Handling handling = Handling::draft;
    std::vector<Enclosure> enclosures;
};

/// The first address in a line people wrote: "Ana Pérez <ana@example.org>, +34 ...".
std::optional<std::string> address_in(std::string_view text);

/// The first line of a text, at most `limit` bytes of it, cut where a letter ends.
std::string opening_of(std::string_view text, std::size_t limit);

/// "0190...@example.org", as Message-ID has it between "<" and ">".
std::string full_id(const Mail& mail);

/// The message, lines ending with CRLF, none longer than 78 bytes but for an address of a header
/// that is (76 in the body). The subject is in encoded words of RFC 2047 where it is not plain
/// ASCII, the text quoted-printable. Nothing in a field can begin another header. It goes
/// on in a thread by In-Reply-To and References (RFC 5322 3.6.4).
/// Fails with malformed where one of the addresses is none.
Result<std::string> message_of(const Mail& mail);

}  // namespace diag::cases
