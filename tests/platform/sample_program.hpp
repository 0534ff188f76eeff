// SPDX-License-Identifier: Apache-2.0
// A program of two commands that prints what it was given, for the tests of the command line.
#pragma once

#include <array>
#include <stdexcept>

#include "platform/command_line.hpp"
#include "platform/terminal.hpp"

namespace diag::test {

inline int print_invocation(const Invocation& given) {
    std::string text;
    for (const auto& [name, values] : given.options_) {
        text += name;
        for (const auto& value : values) text += " <" + value + ">";
        text += "\n";
    }
    for (const auto& word : given.positionals()) text += "word <" + word + ">\n";
    return print(text);
}

inline constexpr std::array sample_globals{
    Option{.name = "--config", .value = "FILE", .help = "read this file", .complete = "file"},
    Option{.name = "--json", .help = "print JSON"},
    Option{.name = "--quiet", .help = "say less"},
    Option{.name = "--verbose", .help = "say more"},
    Option{.name = "--lang", .value = "LANGUAGE", .help = "words in", .complete = "en es pt"},
};
inline constexpr std::array sample_options{
    Option{.name = "--since",
           .value = "DURATION",
           .help = "how far back to look into everything there is, which is a long sentence",
           .fallback = "24h"},
    Option{.name = "--to",
           .value = "CERT",
           .help = "whom it's for: [a] list",
           .repeats = true,
           .complete = "file"},
    Option{.name = "--out", .value = "DIR", .help = "where", .complete = "directory"},
    Option{.name = "--estimate", .help = "only say how big"},
};
inline const Command sample_collect{
    .name = "collect",
    .summary = "gathers what there is",
    .description = "Gathers it.\n\n.Not a macro, and 'quoted' \\ back-slashed.",
    .example = "sample collect --since 2h\nsample collect disk",
    .options = sample_options,
    .positional = {"COLLECTOR", 0, 1'000'000, "disk system logs"},
    .run = print_invocation,
    .exits = "1 a warning was found\n2 something critical was found",
};
inline const Command sample_break{
    .name = "break",
    .summary = "throws",
    .description = "Throws.",
    .example = "",
    .options = {},
    .positional = {"HOW", 1, 1},
    .run = [](const Invocation&) -> int { throw std::runtime_error("it broke"); },
};
inline const Command sample_hidden{
    .name = "worker",
    .summary = "nobody types this",
    .description = "",
    .example = "",
    .options = {},
    .positional = {},
    .run = print_invocation,
    .hidden = true,
};
inline constexpr std::array sample_commands{&sample_collect, &sample_break, &sample_hidden};
inline const Program sample_program{
    .name = "sample-diag",
    .summary = "Looks after samples",
    .version = "1.2.3",
    .global_options = sample_globals,
    .commands = sample_commands,
};

}  // namespace diag::test
