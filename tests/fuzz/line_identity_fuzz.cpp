// SPDX-License-Identifier: Apache-2.0
// A line identity as it comes to a desk: what is read has one signer and names the key that asks.
#include <cstdlib>

#include "agent/exchange/line_identity.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto read =
        diag::exchange::line_identity_from({reinterpret_cast<const char*>(data), size});
    if (read && (read->request.key_fingerprint() != read->what.key || read->what.serial == 0 ||
                 read->signer.key_fingerprint() == read->what.key))
        std::abort();
    return 0;
}
