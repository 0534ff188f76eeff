// SPDX-License-Identifier: Apache-2.0
// The page of a made-up story, as text and as what it parses to.
#pragma once

#include <algorithm>
#include <pugixml.hpp>
#include <string>

#include "tests/report/sample.hpp"

namespace diag::test {

inline pugi::xml_document parsed(const std::string& page) {
    pugi::xml_document document;
    const auto result =
        document.load_buffer(page.data(), page.size(), pugi::parse_default | pugi::parse_ws_pcdata);
    REQUIRE_MESSAGE(result, result.description()
                                << " at byte " << result.offset << ": "
                                << page.substr(static_cast<std::size_t>(
                                                   std::max<std::ptrdiff_t>(result.offset - 60, 0)),
                                               120));
    return document;
}

/// How often that stands in it.
inline std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

inline std::string page_of(const report::Story& story,
                           report::Language language = report::Language::en) {
    return report::html(story, sample_knowledge(), language);
}

}  // namespace diag::test
