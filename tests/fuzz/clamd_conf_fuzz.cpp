// SPDX-License-Identifier: Apache-2.0
// Checks that no clamd.conf, and no command line of a process that calls itself clamonacc, is read
// past its end, and that folders come out of it alone.
#include "collectors/capacity/clamd.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::capacity;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto conf = clamd_conf(text);
    for (const auto* list : {&conf.included, &conf.mounts, &conf.excluded}) {
        if (list->size() > 1000) __builtin_trap();
        for (const auto& folder : *list)
            if (!folder.starts_with('/')) __builtin_trap();
    }
    if (folders_in(text).size() > 1000) __builtin_trap();
    if (files_of_clamonacc(text).config.size() > size) __builtin_trap();
    return 0;
}
