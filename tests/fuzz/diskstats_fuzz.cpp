// SPDX-License-Identifier: Apache-2.0
// Checks that two readings of diskstats, parted by an empty line, never give a load that is
// negative, endless or over 100 %.
#include <cmath>
#include <cstddef>
#include <string_view>

#include "collectors/disk/diskstats.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::disk;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto cut = text.find("\n\n");
    const auto before = parse_diskstats(text.substr(0, cut));
    const auto after = parse_diskstats(cut == std::string_view::npos ? text : text.substr(cut + 2));

    for (const auto& [name, totals] : after) {
        const auto earlier = before.find(name);
        if (earlier == before.end()) continue;
        const auto load = load_between(earlier->second, totals, diag::milliseconds{3000});
        if (!load) continue;
        if (!(load->busy >= 0 && load->busy <= 100)) __builtin_trap();
        if (!(load->read_ms >= 0) || !(load->write_ms >= 0)) __builtin_trap();
        if (!std::isfinite(load->average_ms())) __builtin_trap();
    }
    return 0;
}
