// SPDX-License-Identifier: Apache-2.0
// safr-desk as people run it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/programs.hpp"
#include "tests/show.hpp"

namespace diag::test {

inline ProgramOutput desk_run(std::vector<std::string> argv) {
    argv.insert(argv.begin(), DIAG_BIN "/safr-desk");
    const auto ran = system_programs().run(argv, 4 << 20, milliseconds{120'000});
    REQUIRE(ran);
    CAPTURE(ran->errors);
    CHECK(ran->errors.find("Sanitizer") == std::string::npos);
    return *ran;
}

inline bool says(const ProgramOutput& ran, std::string_view words) {
    return ran.output.find(words) != std::string::npos ||
           ran.errors.find(words) != std::string::npos;
}

inline bool one_sentence(const ProgramOutput& ran) {
    return ran.errors.starts_with("safr-desk: ") && ran.errors.find('\n') == ran.errors.size() - 1;
}

}  // namespace diag::test
