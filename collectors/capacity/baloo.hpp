// SPDX-License-Identifier: Apache-2.0
// What KDE's indexer goes through: ~/.config/baloofilerc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diag::capacity {

struct Baloo {
    bool enabled = true;
    std::vector<std::string> folders;   ///< the home where it names none
    std::vector<std::string> excluded;  ///< and all below
};

/// Of a user with that home: $HOME and ~ stand for it. At most 1000 of each.
Baloo baloo_conf(std::string_view text, std::string_view home);

/// Whether it goes through `path`: the longest of both lists that holds it decides.
bool goes_through(const Baloo& conf, std::string_view path);

}  // namespace diag::capacity
