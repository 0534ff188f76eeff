// SPDX-License-Identifier: Apache-2.0
#include "platform/command_here.hpp"

#include <algorithm>

#include "platform/shell_word.hpp"

namespace diag {
namespace {

struct Call {
    std::string program;
    std::string options;  ///< " --state /srv/diag", quoted
};

Call& this_call() {
    static Call call;
    return call;
}

}  // namespace

void remember_call(std::string_view program,
                   const std::vector<std::pair<std::string, std::string>>& options) {
    Call call{std::string(program), {}};
    for (const auto& [name, value] : options)
        call.options += " " + shell_word(name) + " " + shell_word(value);
    this_call() = std::move(call);
}

std::string command_here(std::string_view command) {
    const auto& call = this_call();
    const auto end = std::min(command.find(' '), command.size());
    if (call.program.empty() || command.substr(0, end) != call.program) return std::string(command);
    return call.program + call.options + std::string(command.substr(end));
}

}  // namespace diag
