// SPDX-License-Identifier: Apache-2.0
// Checks that whatever smartctl or a RAID maker's program prints can be judged, and that what it
// yields can be written as JSON and read back.
#include <cstddef>
#include <string>

#include "collectors/catalog.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const Evidence evidence{
        {"raid.ssacli", text}, {"raid.storcli", text}, {"smart", text}, {"smart.sda", text}};

    const auto judgement = collectors::disk.judge(evidence, {});

    const auto written = json::write(to_json(judgement));
    const auto again = json::parse(written);
    if (!again || !judgement_from(*again)) __builtin_trap();
    return 0;
}
