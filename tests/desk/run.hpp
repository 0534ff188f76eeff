// SPDX-License-Identifier: Apache-2.0
// safr-desk as people run it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/programs.hpp"
#include "tests/scratch.hpp"
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

/// Makes `place` a desk as safr-desk init does with these options. For each of them it is made once
/// and then copied, as nothing in a desk tells where it lies: two of the same options are one desk
/// in two places.
inline void copy_of_desk(const std::filesystem::path& place,
                         const std::vector<std::string>& options = {}) {
    static const Scratch scratch;
    static std::map<std::vector<std::string>, std::filesystem::path> made;
    if (!made.contains(options)) {
        const auto desk = scratch.path() / std::to_string(made.size());
        std::vector<std::string> argv{"init", desk.native()};
        argv.insert(argv.end(), options.begin(), options.end());
        REQUIRE(desk_run(std::move(argv)).exit_code == 0);
        made.emplace(options, desk);
    }
    std::filesystem::copy(made.at(options), place, std::filesystem::copy_options::recursive);
}

inline bool says(const ProgramOutput& ran, std::string_view words) {
    return ran.output.find(words) != std::string::npos ||
           ran.errors.find(words) != std::string::npos;
}

inline bool one_sentence(const ProgramOutput& ran) {
    return ran.errors.starts_with("safr-desk: ") && ran.errors.find('\n') == ran.errors.size() - 1;
}

}  // namespace diag::test
