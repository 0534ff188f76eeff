// SPDX-License-Identifier: Apache-2.0
// Man pages from the table, in the man(7) macros, which groff and mandoc both read.
#include "platform/command_line_parts.hpp"
#include "platform/text.hpp"

namespace diag {
namespace command_line {
namespace {

/// Text that roff takes for text: a hyphen that can be copied, no escape, no macro at line start.
std::string roff(std::string_view text) {
    std::string out;
    bool line_start = true;
    for (const char letter : text) {
        if (line_start && (letter == '.' || letter == '\'')) out += "\\&";
        if (letter == '\\')
            out += "\\e";
        else if (letter == '-')
            out += "\\-";
        else
            out += letter;
        line_start = letter == '\n';
    }
    return out;
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (auto& letter : out)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return out;
}

/// A macro's argument in double quotes.
std::string argument(std::string_view text) {
    std::string out = "\"";
    for (const char letter : roff(text)) letter == '"' ? out += "\\(dq" : out += letter;
    return out + "\"";
}

std::string section(std::string_view title) { return ".SH " + argument(title) + "\n"; }

std::string tagged(const std::string& tag, std::string_view text) {
    return ".TP\n" + tag + "\n" + roff(text) + "\n";
}

/// Paragraphs: an empty line parts them.
std::string prose(std::string_view text) {
    std::string out;
    for (const auto line : lines_of(text))
        out += trimmed(line).empty() ? ".PP\n" : roff(trimmed(line)) + "\n";
    return out;
}

std::string options_section(std::string_view title, const std::vector<Option>& options) {
    if (options.empty()) return {};
    auto out = section(title);
    for (const auto& option : options) {
        auto tag = "\\fB" + roff(option.name == "--help" ? "-h, --help" : option.name) + "\\fR";
        if (!option.value.empty())
            tag += " \\fI" + roff(option.value) + "\\fR" + (option.repeats ? "..." : "");
        auto help = std::string(option.help) + ".";
        if (!option.fallback.empty()) help += " Default: " + std::string(option.fallback) + ".";
        out += tagged(tag, help);
    }
    return out;
}

std::string exits_section(const Command* command) {
    auto out = section("EXIT STATUS");
    for (const auto& [code, meaning] : exit_codes_of(command))
        out += tagged("\\fB" + code + "\\fR", meaning + ".");
    return out;
}

std::string heading(const Program& program, std::string_view title, std::string_view summary) {
    const auto name = std::string(program.name);
    return ".TH " + argument(upper(title)) + " 1 \"\" " +
           argument(name + " " + std::string(program.version)) + " " + argument(name + " manual") +
           "\n" + section("NAME") + roff(title) + " \\- " + roff(summary) + "\n";
}

std::string environment_section() {
    return section("ENVIRONMENT") + tagged("\\fBNO_COLOR\\fR", "Not empty: no colours.") +
           tagged("\\fBCOLUMNS\\fR", "Width of the output where there is no terminal to ask.");
}

std::string program_page(const Program& program) {
    auto out = heading(program, program.name, program.summary);
    out += section("SYNOPSIS") + ".B " + roff(usage_of(program, nullptr)) + "\n";
    out += section("COMMANDS");
    for (const auto* command : shown_commands(program))
        out += tagged("\\fB" + roff(command->name) + "\\fR", std::string(command->summary) + ".");
    out += tagged("\\fBhelp\\fR [\\fICOMMAND\\fR]", "explains a command.");
    out += options_section("OPTIONS", global_options(program));
    out += exits_section(nullptr) + environment_section() + section("SEE ALSO");
    std::string separator;
    for (const auto* command : shown_commands(program)) {
        out += separator + ".BR " + roff(std::string(program.name) + "-") + roff(command->name) +
               " (1)";
        separator = ",\n";
    }
    return out + "\n";
}

std::string command_page(const Program& program, const Command& command) {
    const auto name = std::string(program.name);
    auto out = heading(program, name + "-" + std::string(command.name), command.summary);
    out += section("SYNOPSIS") + ".B " + roff(usage_of(program, &command)) + "\n";
    out += section("DESCRIPTION") +
           prose(with_name(command.description.empty() ? command.summary : command.description,
                           program));
    out += options_section("OPTIONS", shown_options(command));
    out += options_section("GLOBAL OPTIONS", global_options(program));
    if (!command.example.empty())
        out +=
            section("EXAMPLES") + ".nf\n" + roff(with_name(command.example, program)) + "\n.fi\n";
    out += exits_section(&command) + environment_section();
    return out + section("SEE ALSO") + ".BR " + roff(name) + " (1)\n";
}

}  // namespace
}  // namespace command_line

Result<std::string> man_page(const Program& program, std::string_view name) {
    if (name.empty()) return command_line::program_page(program);
    if (const auto* command = command_line::find_command(program, name))
        return command_line::command_page(program, *command);
    return Error{Fault::refused, "there is no command " + command_line::shown_word(name)};
}

}  // namespace diag
