// SPDX-License-Identifier: Apache-2.0
// What bytes are by how they begin: faces, films of them and what stands for a face are known under
// any name.
#pragma once

#include <optional>
#include <string_view>

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// A format that is no text.
struct Form {
    std::string_view name;   ///< "JPEG image"
    Kind kind = Kind::data;  ///< image, video, embedding, or data for all others
};

/// The format that `bytes` begin as. Looks at no more than the first 600 bytes. Asks for more than
/// a signature where that is short, so that words which happen to begin alike are none.
std::optional<Form> form_of(std::string_view bytes);

}  // namespace diag::redact
