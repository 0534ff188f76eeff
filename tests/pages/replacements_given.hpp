// SPDX-License-Identifier: Apache-2.0
// A site that recalls two originals, and the replacements in a text that it is shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/pages/review_page.hpp"

namespace diag::test {

inline std::optional<pages::Original> recall(std::string_view stand_in) {
    if (stand_in == "[secret:1f2e3d4c]") return pages::Original{"secret", "hunter2 <b>"};
    if (stand_in == "241.2.3.4") return pages::Original{"ipv4", "10.0.0.9"};
    return std::nullopt;
}

inline pages::Replacements read(std::string_view text, std::string kind = {},
                                std::uint64_t skip = 0, std::size_t most = 100,
                                std::size_t piece = 7) {
    pages::Replacements replacements(recall, std::move(kind), skip, most);
    for (std::size_t at = 0; at < text.size(); at += piece)
        if (!replacements.take(text.substr(at, piece))) break;
    replacements.finish();
    return replacements;
}

}  // namespace diag::test
