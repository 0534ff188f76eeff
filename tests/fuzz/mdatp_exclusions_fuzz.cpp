// SPDX-License-Identifier: Apache-2.0
// Checks that no list of exclusions upsets its readers, and that no pattern runs away.
#include "collectors/capacity/defender.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::capacity;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto& [folders, processes] : {excluded_in(text), excluded_by_management(text)}) {
        if (folders.size() > 1000 || processes.size() > 1000) __builtin_trap();
        for (const auto& folder : folders)
            if (!folder.starts_with('/')) __builtin_trap();
    }
    const auto pattern = text.substr(0, text.find('\n')).substr(0, 512);
    const auto path = text.substr(pattern.size()).substr(0, 512);
    holds(pattern, path);
    names_program(pattern, path);
    if (!holds("/", path)) __builtin_trap();
    return 0;
}
