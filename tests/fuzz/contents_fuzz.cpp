// SPDX-License-Identifier: Apache-2.0
// contents.json: no path that is read may leave its directory or fail to fit a tar header.
#include <cstdlib>

#include "agent/exchange/contents.hpp"
#include "agent/exchange/tar.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    // The names collectors give come from the site's files: hostile as well.
    if (!diag::exchange::tar_header(diag::exchange::content_path("disk", text), 0)) std::abort();
    const auto document = diag::json::parse(text);
    if (!document) return 0;
    const auto contents = diag::exchange::contents_from(*document);
    if (!contents) return 0;
    for (const auto& entry : contents->entries)
        if (!entry.path.empty() && !diag::exchange::safe_path(entry.path)) std::abort();
    return 0;
}
