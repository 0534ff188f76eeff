// SPDX-License-Identifier: Apache-2.0
// Checks that the nfs judge survives any evidence, and that what it finds can be read again.
// The input is items parted by a zero byte, each a line with its name and then its text.
#include <cstddef>
#include <string>
#include <string_view>

#include "collectors/catalog.hpp"
#include "platform/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
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

    const auto judgement = collectors::nfs.judge(evidence, {});
    const auto again = json::parse(json::write(to_json(judgement)));
    if (!again || !judgement_from(*again)) __builtin_trap();
    return 0;
}
