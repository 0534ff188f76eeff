// SPDX-License-Identifier: Apache-2.0
#include <isa-l/crc64.h>

#include "platform/crc64.hpp"

namespace diag {

std::uint64_t crc64(std::uint64_t before, std::string_view bytes) {
    return crc64_ecma_refl(before, reinterpret_cast<const unsigned char*>(bytes.data()),
                           bytes.size());
}

}  // namespace diag
