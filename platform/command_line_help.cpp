// SPDX-License-Identifier: Apache-2.0
// The words of --help, from the table.
#include <algorithm>

#include "platform/command_line_parts.hpp"
#include "platform/layout.hpp"
#include "platform/text.hpp"

namespace diag::command_line {
namespace {

constexpr std::size_t term_width = 30;
constexpr std::string_view help_summary = "explains a command";

constexpr Option version_option{.name = "--version", .help = "print the version and exit"};
constexpr Option help_option{.name = "--help", .help = "print this help and exit"};

std::string section(std::string_view title, const std::string& body) {
    return body.empty() ? std::string{} : "\n" + std::string(title) + ":\n" + body;
}

std::string options_text(const std::vector<Option>& options, std::size_t width) {
    std::vector<TableRow> rows;
    for (const auto& option : options) {
        auto help = std::string(option.help);
        if (!option.fallback.empty()) help += " (default: " + std::string(option.fallback) + ")";
        rows.push_back({term_of(option), std::move(help)});
    }
    return glossary(rows, term_width, width);
}

std::string commands_text(const Program& program, std::size_t width) {
    std::vector<TableRow> rows;
    for (const auto* command : shown_commands(program))
        rows.push_back({std::string(command->name), std::string(command->summary)});
    rows.push_back({"help", std::string(help_summary)});
    return glossary(rows, term_width, width);
}

std::string exits_text(const Command* command, std::size_t width) {
    std::vector<TableRow> rows;
    for (auto& [code, meaning] : exit_codes_of(command)) rows.push_back({code, meaning});
    return glossary(rows, term_width, width);
}

std::string examples_text(std::string_view example) {
    std::string text;
    for (const auto line : lines_of(example)) text += "  " + std::string(line) + "\n";
    return text;
}

std::string command_help(const Program& program, const Command& command, std::size_t width) {
    const auto globals = global_options(program);
    const auto own = shown_options(command);
    auto text = "Usage: " + usage_of(program, &command) + "\n\n";
    text += paragraph(
        with_name(command.description.empty() ? command.summary : command.description, program), 0,
        width);
    text += section("Options", options_text(own, width));
    text += section("Global options", options_text(globals, width));
    text += section("Examples", examples_text(with_name(command.example, program)));
    text += section("Exit codes", exits_text(&command, width));
    return text;
}

}  // namespace

const Command* find_command(const Program& program, std::string_view name) {
    for (const auto* command : program.commands)
        if (command->name == name) return command;
    return nullptr;
}

std::vector<const Command*> shown_commands(const Program& program) {
    std::vector<const Command*> shown;
    for (const auto* command : program.commands)
        if (!command->hidden) shown.push_back(command);
    return shown;
}

std::vector<Option> global_options(const Program& program) {
    std::vector<Option> options(program.global_options.begin(), program.global_options.end());
    for (const auto& builtin : {version_option, help_option})
        if (!find_option(options, builtin.name)) options.push_back(builtin);
    return options;
}

std::vector<Option> options_of(const Program& program, const Command* command) {
    std::vector<Option> options;
    if (command) options.assign(command->options.begin(), command->options.end());
    for (const auto& option : global_options(program))
        if (!find_option(options, option.name)) options.push_back(option);
    return options;
}

std::vector<Option> shown_options(const Command& command) {
    std::vector<Option> options(command.options.begin(), command.options.end());
    std::erase_if(options, [](const Option& option) { return option.hidden; });
    return options;
}

const Option* find_option(const std::vector<Option>& options, std::string_view name) {
    const auto found = std::find_if(options.begin(), options.end(),
                                    [&](const Option& option) { return option.name == name; });
    return found == options.end() ? nullptr : &*found;
}

std::string with_name(std::string_view text, const Program& program) {
    constexpr std::string_view place = "{program}";
    std::string named(text);
    for (std::size_t at = 0; (at = named.find(place, at)) != named.npos; at += program.name.size())
        named.replace(at, place.size(), program.name);
    return named;
}

std::string term_of(const Option& option) {
    std::string term = option.name == "--help" ? "-h, --help" : std::string(option.name);
    if (!option.value.empty()) term += " " + std::string(option.value);
    if (!option.value.empty() && option.repeats) term += "...";
    return term;
}

std::string usage_of(const Program& program, const Command* command) {
    if (!command) return std::string(program.name) + " [OPTION]... COMMAND [ARGUMENT]...";
    auto usage = std::string(program.name) + " " + std::string(command->name) + " [OPTION]...";
    const auto& words = command->positional;
    if (words.name.empty()) return usage;
    const auto name = std::string(words.name);
    usage += words.least == 0 ? " [" + name + "]" : " " + name;
    return words.most > std::max<std::size_t>(words.least, 1) ? usage + "..." : usage;
}

std::vector<std::pair<std::string, std::string>> exit_codes_of(const Command* command) {
    std::vector<std::pair<std::string, std::string>> codes{
        {"0", "done"},
        {"64", "the command line is wrong"},
        {"65", "a file, a document or the configuration is not what it should be"},
        {"70", "a mistake in the program itself"},
        {"74", "something failed: a full disk, no answer, output that cannot be written"},
        {"77", "not allowed"}};
    // What a command says of a code itself takes the place of what all say.
    for (const auto line : lines_of(command ? command->exits : std::string_view{})) {
        const auto gap = std::min(line.find(' '), line.size());
        const std::string code(line.substr(0, gap));
        const std::string meaning(trimmed(line.substr(gap)));
        const auto known =
            std::ranges::find(codes, code, [](const auto& each) { return each.first; });
        if (known != codes.end())
            known->second = meaning;
        else
            codes.emplace_back(code, meaning);
    }
    std::ranges::sort(codes, {},
                      [](const auto& each) { return std::pair(each.first.size(), each.first); });
    return codes;
}

std::string help_text(const Program& program, const Command* command, std::size_t width) {
    if (command) return command_help(program, *command, width);
    auto text =
        "Usage: " + usage_of(program, nullptr) + "\n\n" + paragraph(program.summary, 0, width);
    text += section("Commands", commands_text(program, width));
    text += section("Global options", options_text(global_options(program), width));
    text += section("Exit codes", exits_text(nullptr, width));
    return text + "\n" +
           paragraph("'" + std::string(program.name) +
                         " help COMMAND' explains a command, with examples.",
                     0, width);
}

std::string short_help(const Program& program, std::size_t width) {
    auto text =
        "Usage: " + usage_of(program, nullptr) + "\n\n" + paragraph(program.summary, 0, width);
    text += section("Commands", commands_text(program, width));
    return text + "\n" +
           paragraph("'" + std::string(program.name) + " help COMMAND' explains a command, '" +
                         std::string(program.name) + " --help' the options all of them take.",
                     0, width);
}

}  // namespace diag::command_line
