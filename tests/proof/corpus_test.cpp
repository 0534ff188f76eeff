// SPDX-License-Identifier: Apache-2.0
// Two engines over one corpus: what the redactor lets stay, the second look must let pass.
#include "tests/redact/corpus.hpp"

#include <doctest/doctest.h>

#include "agent/proof/second_look.hpp"
#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

std::string families_of(const proof::Found& found) {
    std::string all;
    for (const auto& [family, count] : found) all += family + " ";
    return all;
}

TEST_CASE("second look: of what the corpus lets stay it takes nothing for a leak") {
    const proof::SecondLook look;
    std::size_t looked = 0;
    for (const auto& text : corpus_in(std::string(DIAG_FIXTURES) + "/../redact/corpus")) {
        if (text.plants()) continue;
        ++looked;
        const auto where = text.file + ":" + std::to_string(text.line);
        for (const auto& written : {text.text(), "first\n" + text.text() + "\nlast\n"}) {
            const auto left = clean(written);
            const auto found = look.look(left);
            CHECK_MESSAGE(found.empty(), where << " " << families_of(found) << "in " << left);
        }
    }
    CHECK(looked >= 200);
}

}  // namespace
}  // namespace diag::redact
