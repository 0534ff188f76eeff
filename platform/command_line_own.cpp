// SPDX-License-Identifier: Apache-2.0
#include "platform/command_line_own.hpp"

#include "platform/log.hpp"
#include "platform/terminal.hpp"

namespace diag {
namespace {

int printed(const Result<std::string>& text) {
    if (text) return print(*text);
    log::error(text.error().what);
    return exit_code::usage;
}

}  // namespace

int print_man_page(const Program& program, const Invocation& invocation) {
    const auto& words = invocation.positionals();
    return printed(man_page(program, words.empty() ? "" : words.front()));
}

int print_completion_script(const Program& program, const Invocation& invocation) {
    return printed(completion_script(program, invocation.positionals().front()));
}

}  // namespace diag
