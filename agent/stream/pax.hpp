// SPDX-License-Identifier: Apache-2.0
// What a pax header (POSIX.1-2001) says of the member behind it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::stream {

struct Pax {
    std::optional<std::uint64_t> size;  ///< in place of the header's own
    std::string path;                   ///< empty: the header's own
};

/// Longer ones are refused: real ones have some hundred bytes, 64 KiB where they hold attributes.
inline constexpr std::uint64_t pax_limit = std::uint64_t{256} << 10;

/// Of records "LENGTH KEY=VALUE\n", of which the last one of a key holds and an empty one takes it
/// back. Fails with malformed: where a size cannot be read, nobody knows where the next member is.
Result<Pax> pax_from(std::string_view records);

}  // namespace diag::stream
