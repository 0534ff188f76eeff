// SPDX-License-Identifier: Apache-2.0
// What was typed, held against the table.
//
// Here: which command was meant, and what to say when none was. Its options are assigned in
// command_line_cli11.cpp.
#include "platform/command_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "platform/command_line_parts.hpp"
#include "platform/log.hpp"
#include "platform/nearest.hpp"
#include "platform/terminal.hpp"

namespace diag {
namespace {

using namespace command_line;

/// The words of one call, parted at the first "--".
struct Typed {
    Words head;
    Words tail;  ///< after "--": no options, whatever they look like
};

Typed parted(int argc, char** argv) {
    Typed typed;
    const Words words(argv + std::min(argc, 1), argv + argc);
    const auto end = std::find(words.begin(), words.end(), "--");
    typed.head.assign(words.begin(), end);
    if (end != words.end()) typed.tail.assign(end + 1, words.end());
    return typed;
}

class Call {
public:
    Call(const Program& program, Typed typed) : program_(program), typed_(std::move(typed)) {}

    int run() {
        const bool help = asks_for_help();
        if (const auto wrong = take_command(); wrong && !help) return usage_error(*wrong);
        if (help && (!named_ || command_)) return print_help(command_);
        if (name_ == "help") return explain();
        if (named_ && !command_) return unknown_command(name_);
        return command_ ? run_command() : run_nothing();
    }

private:
    bool asks_for_help() const {
        return std::any_of(typed_.head.begin(), typed_.head.end(), [](const std::string& word) {
            return word == "--help" || word == "-h";
        });
    }

    /// Takes the command's name out of the words: the first that belongs to no global option.
    Complaint take_command() {
        const auto globals = global_options(program_);
        for (std::size_t at = 0; at < typed_.head.size();) {
            if (!is_option(typed_.head[at])) {
                name_ = typed_.head[at];
                named_ = true;
                command_ = find_command(program_, name_);
                typed_.head.erase(typed_.head.begin() + static_cast<std::ptrdiff_t>(at));
                return std::nullopt;
            }
            const auto taken = take_option(typed_.head, at, globals);
            if (taken.wrong) return misplaced(name_part(typed_.head[at])).value_or(*taken.wrong);
            at += taken.words;
        }
        return std::nullopt;
    }

    /// An option that some command has, before any command's name.
    Complaint misplaced(std::string_view name) const {
        if (find_option(global_options(program_), name)) return std::nullopt;
        for (const auto* command : shown_commands(program_))
            if (find_option(options_of(program_, command), name))
                return "option " + shown_word(name) + " belongs after the command, as in '" +
                       std::string(program_.name) + " " + std::string(command->name) + " " +
                       std::string(name) + "'";
        return std::nullopt;
    }

    int run_nothing() {
        if (const auto wrong = check_words(typed_.head, global_options(program_)))
            return usage_error(*wrong);
        for (const auto& word : typed_.head)
            if (word == "--version") return print_version();
        (void)write_text(STDERR_FILENO, short_help(program_, terminal_width(STDERR_FILENO)))
            .has_value();
        return exit_code::usage;
    }

    int explain() {
        auto words = typed_.head;
        words.insert(words.end(), typed_.tail.begin(), typed_.tail.end());
        std::erase_if(words, [](const std::string& word) { return is_option(word); });
        if (words.empty()) return print_help(nullptr);
        if (words.size() > 1) return usage_error("help explains one command at a time");
        const auto* command = find_command(program_, words.front());
        return command || words.front() == "help" ? print_help(command)
                                                  : unknown_command(words.front());
    }

    int run_command() {
        const auto known = options_of(program_, command_);
        if (const auto wrong = check_words(typed_.head, known)) return usage_error(*wrong);
        auto invocation = assign(typed_.head, known);
        auto& words = invocation.positionals_;
        words.insert(words.end(), typed_.tail.begin(), typed_.tail.end());
        if (invocation.has("--version")) return print_version();
        if (const auto wrong = check_positionals(words, command_->positional))
            return usage_error(*wrong);
        if (invocation.has("--quiet") && invocation.has("--verbose"))
            return usage_error("--quiet and --verbose exclude each other");
        log::open(program_.name, invocation.has("--quiet")     ? log::Level::quiet
                                 : invocation.has("--verbose") ? log::Level::verbose
                                                               : log::Level::normal);
        if (program_.begin) program_.begin(invocation);
        return command_->run(invocation);
    }

    int print_help(const Command* command) const {
        return print(help_text(program_, command, terminal_width(STDOUT_FILENO)));
    }

    int print_version() const {
        return print(std::string(program_.name) + " " + std::string(program_.version) + "\n");
    }

    int unknown_command(std::string_view name) {
        std::vector<std::string_view> names{"help"};
        for (const auto* command : shown_commands(program_)) names.push_back(command->name);
        command_ = nullptr;
        return usage_error(
            with_suggestion("unknown command " + shown_word(name), nearest(name, names)));
    }

    int usage_error(std::string_view what) const {
        auto who = std::string(program_.name);
        if (command_) who += " " + std::string(command_->name);
        const auto text = who + ": " + std::string(what) + "\nTry '" + who + " --help'.\n";
        (void)write_text(STDERR_FILENO, text).has_value();
        return exit_code::usage;
    }

    const Program& program_;
    Typed typed_;
    std::string name_;
    bool named_ = false;
    const Command* command_ = nullptr;
};

}  // namespace

int run_program(const Program& program, int argc, char** argv) {
    // A reader that goes away is told by EPIPE, so that a run still tidies up behind itself.
    std::signal(SIGPIPE, SIG_IGN);
    log::open(program.name, log::Level::normal);
    try {
        return Call(program, parted(argc, argv)).run();
    } catch (const std::exception& thrown) {
        log::error(std::string("a mistake in the program itself: ") + thrown.what());
    } catch (...) {
        log::error("a mistake in the program itself, of no known kind");
    }
    return exit_code::bug;
}

}  // namespace diag
