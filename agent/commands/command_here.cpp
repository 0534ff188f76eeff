// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/command_here.hpp"

#include <filesystem>

#include "platform/shell_word.hpp"

namespace diag::commands {
namespace {

constexpr std::string_view program = "safr-diag";

/// " --state /srv/diag", quoted.
std::string& places() {
    static std::string options;
    return options;
}

/// A path that may be typed in another directory.
std::string from_anywhere(const std::string& path) {
    std::error_code failed;
    const auto absolute = std::filesystem::absolute(path, failed).lexically_normal();
    return failed ? path : absolute.native();
}

}  // namespace

void remember_places(const Invocation& invocation) {
    std::string options;
    for (const std::string_view place : {"--config", "--state"})
        if (invocation.has(place))
            options +=
                " " + std::string(place) + " " + shell_word(from_anywhere(invocation.value(place)));
    places() = std::move(options);
}

std::string command_here(std::string_view command) {
    const bool ours = command == program || command.starts_with(std::string(program) + " ");
    if (!ours) return std::string(command);
    return std::string(program) + places() + std::string(command.substr(program.size()));
}

}  // namespace diag::commands
