// SPDX-License-Identifier: Apache-2.0
// Checks that what is taken for an export can be written and read again the same, and the other
// small texts about shares: automount maps and the counters of CIFS.
#include <cstddef>
#include <string_view>

#include "collectors/nfs/cifs_stats.hpp"
#include "collectors/nfs/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    if (const auto target = nfs::parse_export(input)) {
        if (target->server.empty() || !target->path.starts_with('/')) __builtin_trap();
        const auto again = nfs::target_from(nfs::to_json(*target));
        if (!again || again->name() != target->name() || again->port != target->port)
            __builtin_trap();
    }
    for (const auto& map : nfs::parse_auto_master(input))
        if (!map.file.starts_with('/')) __builtin_trap();
    for (const char* folder : {"/-", "/srv"})
        for (const auto& wanted : nfs::parse_autofs_map(input, folder)) {
            if (!wanted.point.starts_with('/')) __builtin_trap();
            nfs::target_of(wanted, "autofs");
        }
    nfs::parse_cifs_stats(input);
    return 0;
}
