// SPDX-License-Identifier: Apache-2.0
#include "collectors/owners.hpp"

#include "platform/text.hpp"

namespace diag {
namespace {

constexpr std::size_t user_limit = 1024;
constexpr milliseconds user_patience{1000};

}  // namespace

std::vector<std::string> root_and_owners_of(World& world, const std::set<std::string>& folders) {
    std::vector<std::string> users{"root", "0"};
    for (const auto& folder : folders) {
        const auto told = world.programs.run({"stat", "-L", "-c", "%U %u", "--", folder},
                                             user_limit, user_patience);
        if (told && told->exit_code == 0)
            for (const auto word : words_of(trimmed(told->output))) users.emplace_back(word);
    }
    return users;
}

}  // namespace diag
