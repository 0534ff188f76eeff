// SPDX-License-Identifier: Apache-2.0
// What is sent to the local page: whatever it is, fields are printable and few.
#include <cstdlib>

#include "agent/pages/form.hpp"
#include "platform/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto fields = diag::pages::fields_of({reinterpret_cast<const char*>(data), size});
    if (!fields) return 0;
    if (fields->size() > diag::pages::most_fields) std::abort();
    for (const auto& [name, value] : *fields)
        if (diag::printable(name) != name || diag::printable(value) != value) std::abort();
    return 0;
}
