// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/rules_here.hpp"

#include "agent/commands/setting.hpp"

namespace diag::commands {

std::filesystem::path rules_folder(const config::Config& config) {
    const std::filesystem::path file =
        config.file.empty() ? std::string(config::default_file) : config.file;
    return rules::folder_beside(file);
}

Result<rules::InForce> rules_here(const Invocation& invocation, const config::Config& config) {
    // Who has no state directory has no packs in it either.
    const auto state = state_directory_of(invocation);
    return state ? rules::rules_in_force(rules_folder(config), *state)
                 : rules::written_rules(rules_folder(config));
}

}  // namespace diag::commands
