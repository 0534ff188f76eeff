// SPDX-License-Identifier: Apache-2.0
// manifest.json: whatever is read must write and read back the same.
#include <cstdlib>

#include "agent/exchange/manifest.hpp"
#include "platform/json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto manifest =
        diag::exchange::manifest_from({reinterpret_cast<const char*>(data), size});
    if (!manifest) return 0;
    const auto text = diag::json::write(to_json(*manifest));
    const auto again = diag::exchange::manifest_from(text);
    if (!again || diag::json::write(to_json(*again)) != text) std::abort();
    return 0;
}
