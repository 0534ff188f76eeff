// SPDX-License-Identifier: Apache-2.0
// Binary data written as text: base64 and hexadecimal, read back as far as it takes to know what it
// is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// What a run of base64 or hexadecimal digits holds.
struct Payload {
    std::size_t to = 0;      ///< behind its last digit
    std::size_t digits = 0;  ///< of all of it
    bool hex = false;
    bool mixed = false;  ///< has capitals, small letters and digits
    std::string begins;  ///< its first bytes, 2 KiB at most
};

/// The payload that begins at `from`. Goes on over line ends as MIME and PEM wrap, with or without
/// indentation, over the escapes of JSON ("\/", "\n", "\u002b") and of URLs ("%2B").
Payload payload_at(std::string_view text, std::size_t from);

/// Takes payloads that hold pictures, films or vectors of numbers, and long ones that are no text
/// whatever they hold.
void find_payloads(Reading& reading);

/// Takes pairs of hexadecimal digits or numbers of bytes with something between, as dumps and logs
/// of arrays have them, where they are a picture or a film: "ff d8 ff", "\xff\xd8", "[-1, -40".
void find_byte_lists(Reading& reading);

}  // namespace diag::redact
