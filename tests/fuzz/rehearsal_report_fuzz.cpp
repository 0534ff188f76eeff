// SPDX-License-Identifier: Apache-2.0
// Any bytes as the report of the process that restores, and as the log of a mongod that ended:
// whatever is read is told the same again, and last words are a line.
#include <cstdlib>

#include "agent/rehearsal/report.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto words = rehearsal::last_words(text);
    if (words.find('\n') != words.npos || words.find('\x1b') != words.npos) std::abort();
    const auto document = json::parse(text);
    if (!document) return 0;
    const auto told = json::write(to_json(rehearsal::report_from(*document)));
    const auto again = json::parse(told);
    if (!again || json::write(to_json(rehearsal::report_from(*again))) != told) std::abort();
    return 0;
}
