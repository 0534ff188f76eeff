// SPDX-License-Identifier: Apache-2.0
// Is this text at all? Pictures and other binary data never pass, whatever their name.
#pragma once

#include <optional>
#include <string_view>

namespace diag::redact {

/// Why `bytes` is not text ("JPEG image", "binary data"), or nothing. Known beginnings, and else a
/// sample: more than one byte in eight is a control byte or no UTF-8. Single NULs between words, as
/// in /proc/self/cmdline, and other encodings of a letter here and there are text.
std::optional<std::string_view> binary_reason(std::string_view bytes);

}  // namespace diag::redact
