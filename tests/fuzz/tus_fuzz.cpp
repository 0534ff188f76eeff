// SPDX-License-Identifier: Apache-2.0
// Headers and queries that a client of the desk's server writes: "Name: value" lines.
#include <cstdint>
#include <cstdlib>

#include "desk/serve/headers.hpp"
#include "platform/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    HttpHeaders headers;
    for (const auto line : lines_of(text)) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        headers.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
    const auto creation = desk::creation_from(headers);
    if (creation && (creation->size == 0 || creation->sha256.size() != 64)) std::abort();
    const auto more = desk::continuation_from(headers);
    if (more && !more->digest.empty() && more->digest.size() != 32) std::abort();
    for (const std::uint64_t whole : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000}}) {
        const auto range = desk::range_of(header_of(headers, "Range").value_or(text), whole);
        if (range && (range->first > range->second || range->second >= whole)) std::abort();
    }
    if (desk::query_value(text, "state").size() > size) std::abort();
    return 0;
}
