// SPDX-License-Identifier: Apache-2.0
// Checks that no updatedb.conf is read past its end or grows beyond its bound.
#include "collectors/capacity/updatedb.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::capacity;
    const auto conf = updatedb_conf({reinterpret_cast<const char*>(data), size});
    for (const auto* list : {&conf.paths, &conf.types, &conf.names})
        if (list->size() > 1000) __builtin_trap();
    for (const auto& path : conf.paths)
        if (path.starts_with('/') && !leaves_out(conf, path, "")) __builtin_trap();
    return 0;
}
