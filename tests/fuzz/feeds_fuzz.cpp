// SPDX-License-Identifier: Apache-2.0
// Checks that feeds are found in any JSON without a crash, and that no login of a URL and no
// password is left in what becomes evidence.
#include <cstddef>
#include <string_view>

#include "collectors/cameras/feeds.hpp"
#include "collectors/cameras/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto document = json::parse(text);
    if (!document) return 0;

    const auto status = cameras::status_in(*document);
    if (status.feeds.size() > 20'000) __builtin_trap();
    for (const auto& feed : cameras::feeds_in(*document, "virgo-factory")) {
        const auto shown = cameras::without_login(feed.url);
        if (const auto url = cameras::parse_stream_url(shown); url && url->login) __builtin_trap();
    }
    const auto clean = cameras::without_secrets(*document);
    if (!json::parse(json::write(clean))) __builtin_trap();
    return 0;
}
