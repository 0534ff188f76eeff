// SPDX-License-Identifier: Apache-2.0
// What is about to be sealed may be anything: pieces or whole, the second look sees the same in it.
#include <cstdlib>

#include "agent/proof/second_look.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static const diag::proof::SecondLook look({.secrets = {"Quay-77-north"}, .spared = {}});
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    diag::proof::Reading reading(look);
    const auto piece = size == 0 ? 1 : 1 + data[0];
    for (std::size_t at = 0; at < size; at += piece) reading.take(text.substr(at, piece));
    if (reading.finish() != look.look(text)) std::abort();
    return 0;
}
