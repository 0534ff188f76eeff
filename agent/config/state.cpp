// SPDX-License-Identifier: Apache-2.0
#include "agent/config/state.hpp"

#include <cstdlib>
#include <filesystem>

namespace diag::config {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

Result<StateDirectory> state_directory(const std::string& given, unsigned user,
                                       const Environment& variable) {
    if (!given.empty()) {
        std::error_code failed;
        const auto path = std::filesystem::absolute(given, failed);
        if (failed)
            return Error{Fault::absent,
                         "the current directory is gone, so --state must be absolute"};
        return StateDirectory{path.lexically_normal().string(), "--state"};
    }
    if (user == 0) return StateDirectory{std::string(state_of_root), "default"};
    const auto state_home = variable("XDG_STATE_HOME");
    if (state_home.starts_with('/'))
        return StateDirectory{state_home + "/safr-diag", "XDG_STATE_HOME"};
    const auto home = variable("HOME");
    if (home.starts_with('/')) return StateDirectory{home + "/.local/state/safr-diag", "default"};
    return Error{Fault::absent, "there is no home directory to keep state in: give --state DIR"};
}

}  // namespace diag::config
