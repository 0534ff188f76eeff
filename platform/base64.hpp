// SPDX-License-Identifier: Apache-2.0
// Base64 of RFC 4648 4, as headers and XML carry bytes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace diag {

/// With padding, in one line.
std::string base64(std::string_view bytes);
std::string base64(std::span<const unsigned char> bytes);

/// The bytes, or nothing when `text` holds anything but the alphabet and at most two '=' at its
/// end. Missing padding is forgiven.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace diag
