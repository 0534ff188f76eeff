// SPDX-License-Identifier: Apache-2.0
// What parsing, help, completion and man pages share. For platform/command_line*.cpp and their
// tests.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/command_line.hpp"

namespace diag::command_line {

/// The command of that name, or nullptr. "help" is none: it is part of every program.
const Command* find_command(const Program& program, std::string_view name);

/// Those that are not hidden, in the order of the table.
std::vector<const Command*> shown_commands(const Program& program);

/// The global options of the table, then --version and --help, which every program has.
std::vector<Option> global_options(const Program& program);

/// What `command` understands: its own options, then the global ones; nullptr: only those.
std::vector<Option> options_of(const Program& program, const Command* command);

/// The option of that name, or nullptr.
const Option* find_option(const std::vector<Option>& options, std::string_view name);

/// A text of the table with the program's name where it says {program}.
std::string with_name(std::string_view text, const Program& program);

/// "--to CERT...", "-h, --help".
std::string term_of(const Option& option);

/// "safr-diag collect [OPTION]... [COLLECTOR]..."
std::string usage_of(const Program& program, const Command* command);

/// Code and meaning: first the command's own, then those every command has.
std::vector<std::pair<std::string, std::string>> exit_codes_of(const Command* command);

/// Those of its options that people are told of.
std::vector<Option> shown_options(const Command& command);

/// What --help prints for a command, or for the program when it is nullptr.
std::string help_text(const Program& program, const Command* command, std::size_t width);

/// What the program prints when it is called with nothing: its commands and where to read on.
std::string short_help(const Program& program, std::size_t width);

using Words = std::vector<std::string>;

/// What is wrong with the command line, in words; nothing when all is well.
using Complaint = std::optional<std::string>;

/// A word of the user's in quotes, fit to be shown: printable, and not longer than a line.
std::string shown_word(std::string_view word);

/// `text`, and the suggestion where there is one.
std::string with_suggestion(std::string text, std::string_view suggestion);

/// It begins like an option; "-" alone does not.
bool is_option(std::string_view word);

/// The option's name in "--name" and "--name=value".
std::string_view name_part(std::string_view word);

/// How many words an option takes, itself included; a complaint when it is no good.
struct Taken {
    std::size_t words = 1;
    Complaint wrong;
};

/// The option that stands at `at`, held against those that are known.
Taken take_option(const Words& words, std::size_t at, const std::vector<Option>& known);

/// The same for all of them.
Complaint check_words(const Words& words, const std::vector<Option>& known);

/// Words that passed check_words, assigned.
Invocation assign(const Words& words, const std::vector<Option>& known);

Complaint check_positionals(const Words& given, const Positional& wanted);

}  // namespace diag::command_line
