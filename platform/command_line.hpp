// SPDX-License-Identifier: Apache-2.0
// One table of commands a program; parsing, help, completion and man pages all come from it.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace diag {

/// Exit codes of both programs (sysexits.h numbers where one fits).
namespace exit_code {
inline constexpr int done = 0;
inline constexpr int warning = 1;   ///< `check` only: a warning was found
inline constexpr int critical = 2;  ///< `check` only: a critical finding
inline constexpr int unknown = 3;   ///< `check` only: could not tell
inline constexpr int usage = 64;    ///< EX_USAGE: the command line is wrong
inline constexpr int input = 65;    ///< EX_DATAERR: a file or document is not what it should be
inline constexpr int bug = 70;      ///< EX_SOFTWARE: our mistake
inline constexpr int failed = 74;   ///< EX_IOERR: disk full, cannot write
inline constexpr int refused = 77;  ///< EX_NOPERM: not allowed
}  // namespace exit_code

struct Option {
    std::string_view name;   ///< "--since"
    std::string_view value;  ///< "DURATION"; empty for a flag
    std::string_view help;   ///< one sentence, no full stop
    bool repeats = false;    ///< may be given several times, or with several values in a row
    std::string_view complete = {};  ///< for shells: "file", "directory", or words parted by spaces
    std::string_view fallback = {};  ///< what holds when it is not given, for help; empty: nothing
    bool hidden = false;             ///< for our own programs: not in help, completion, man
};

struct Positional {
    std::string_view name;  ///< "COLLECTOR"; empty: takes none
    std::size_t least = 0;
    std::size_t most = 0;
    std::string_view complete = {};
};

/// What was typed, checked against the table.
class Invocation {
public:
    bool has(std::string_view option) const;
    /// The last value given, or `fallback`.
    std::string value(std::string_view option, std::string_view fallback = {}) const;
    std::vector<std::string> values(std::string_view option) const;
    const std::vector<std::string>& positionals() const { return positionals_; }

    std::map<std::string, std::vector<std::string>, std::less<>> options_;  ///< by name with dashes
    std::vector<std::string> positionals_;
};

struct Command {
    std::string_view name;         ///< "collect"
    std::string_view summary;      ///< one line for the list of commands
    std::string_view description;  ///< a paragraph or two for --help and the man page
    std::string_view example;      ///< one or more command lines, a newline between
    std::span<const Option> options;
    Positional positional;
    int (*run)(const Invocation&);  ///< returns an exit code
    bool hidden = false;            ///< not in help, completion, man
    std::string_view exits = {};    ///< its own exit codes, "1 a warning was found", one a line
};

struct Program {
    std::string_view name;  ///< "safr-diag"
    std::string_view summary;
    std::string_view version;
    std::span<const Option> global_options;  ///< accepted before and after the command's name
    std::span<const Command* const> commands;
    void (*begin)(const Invocation&) = nullptr;  ///< called before every command; may be none
};

/// Parses argv and runs the command it names. Prints help, version and usage errors itself (help to
/// standard output with exit code 0; errors to standard error, with the nearest known word and how
/// to get help, exit code 64). Catches what a command throws: one sentence, exit code 70.
int run_program(const Program& program, int argc, char** argv);

/// A completion script for "bash", "zsh" or "fish"; fails with refused for another shell.
Result<std::string> completion_script(const Program& program, std::string_view shell);

/// The man page (section 1, roff) of a command, or of the program when `command` is empty.
Result<std::string> man_page(const Program& program, std::string_view command);

}  // namespace diag
