// SPDX-License-Identifier: Apache-2.0
// What a permit says, once its signature held, and what a waiver's file says: whatever is read is
// within bounds; a permit is written the same again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "agent/upgrade/permit.hpp"
#include "agent/upgrade/waivers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace diag::upgrade;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto waiver = waiver_from(text, "a waiver");
        waiver && waiver->until - waiver->made > longest_waiver)
        std::abort();
    const auto permit = permit_from(text);
    if (!permit) return 0;
    const auto again = permit_from(diag::json::write(to_json(*permit)));
    if (!again || diag::json::write(to_json(*again)) != diag::json::write(to_json(*permit)))
        std::abort();
    return 0;
}
