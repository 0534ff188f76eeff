// SPDX-License-Identifier: Apache-2.0
// Where does the agent keep what it must remember?
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::config {

/// Where the service of a server keeps its state: it runs as root.
inline constexpr std::string_view state_of_root = "/var/lib/safr-diag";

/// A variable of the environment, empty when it is not set.
using Environment = std::function<std::string(const char*)>;

/// This process's environment.
std::string environment(const char* name);

struct StateDirectory {
    std::string path;    ///< absolute
    std::string origin;  ///< "--state", "XDG_STATE_HOME", ...
};

/// `given` by --state, made absolute; else state_of_root for root (`user` is 0), else
/// $XDG_STATE_HOME/safr-diag, else ~/.local/state/safr-diag (XDG Base Directory 0.8; a variable
/// that is not absolute does not count). Fails with absent when there is no home. Makes nothing.
Result<StateDirectory> state_directory(const std::string& given, unsigned user,
                                       const Environment& variable = environment);

}  // namespace diag::config
