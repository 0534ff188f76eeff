// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets of judges share: evidence made of bytes, and what every judgement must
// bear.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "collectors/catalog.hpp"
#include "platform/text.hpp"

namespace diag::fuzz {

/// Items parted by a zero byte, each a line with its name and then its text; without a newline it
/// is an item that could not be had.
inline Evidence evidence_from(const unsigned char* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    Evidence evidence;
    for (const auto part : parts_of(input, '\0')) {
        const auto end = part.find('\n');
        if (end == std::string_view::npos)
            evidence.insert_or_assign(std::string(part), Error{Fault::timed_out, "no answer"});
        else
            evidence.insert_or_assign(std::string(part.substr(0, end)),
                                      std::string(part.substr(end + 1)));
    }
    return evidence;
}

/// Judges, and demands that the judgement can be written and read again.
inline void judge(const Collector& collector, const Evidence& evidence) {
    const auto judgement = collector.judge(evidence, {});
    const auto again = json::parse(json::write(to_json(judgement)));
    if (!again || !judgement_from(*again)) __builtin_trap();
}

}  // namespace diag::fuzz
