// SPDX-License-Identifier: Apache-2.0
// Is this text at all? Pictures and other binary data never pass, whatever their name.
#pragma once

#include <optional>
#include <string_view>

#include "agent/redact/media.hpp"

namespace diag::redact {

/// Bytes among text that are none.
struct Foreign {
    std::size_t at = 0;  ///< where they begin; everything before is text
    Form form;           ///< "binary data" where no signature tells more
};

/// Where `bytes` stop being text, or nothing. All of them are looked at: for the signatures of
/// form_of() wherever a byte stands that no text has, and for stretches of 512 bytes of which more
/// than one in four, or of 4 KiB more than one in eight, is a control byte or no UTF-8. Single NULs
/// between words, as in /proc/self/cmdline, other encodings of a letter here and there, and holes
/// of zeros, as crashes leave them in logs, are text; nothing but zeros is none.
/// The first `ascii` of them may be known to be ASCII text.
std::optional<Foreign> first_foreign(std::string_view bytes, std::size_t ascii = 0);

/// How many bytes at the start of `bytes` are ASCII text: no control characters, nothing beyond.
std::size_t ascii_length(std::string_view bytes);

/// Why `bytes` is not text ("JPEG image", "binary data"), or nothing.
std::optional<std::string_view> binary_reason(std::string_view bytes);

}  // namespace diag::redact
