// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/reading.hpp"

#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::size_t kept_below = 1u << 20;
constexpr std::size_t most_names = 200'000;  // pids go to 4 million, but so many never run

/// What kind of failure a program's words tell of.
Fault fault_in(std::string_view said) {
    struct Words {
        std::string_view text;
        Fault fault;
    };
    for (const auto& [text, fault] :
         {Words{"not permitted", Fault::denied}, Words{"ermission denied", Fault::denied},
          Words{"nsufficient permissions", Fault::denied},
          Words{"not been booted with systemd", Fault::unsupported},
          Words{"No such boot", Fault::absent}, Words{"No journal files", Fault::absent}})
        if (said.find(text) != std::string_view::npos) return fault;
    return Fault::refused;
}

}  // namespace

std::string first_line(std::string_view text) {
    const auto lines = lines_of(trimmed(text));
    return lines.empty() ? std::string{} : printable(lines[0].substr(0, 200));
}

void Reading::file(const std::string& name, const std::string& path, std::size_t limit) {
    auto text = world_.files.read(path, limit);
    if (text && text->size() < kept_below) seen_.insert_or_assign(name, text);
    sink_.give(name, std::move(text));
}

void Reading::hint(const std::string& name, const std::string& path) {
    auto text = world_.files.read(path, 64u << 10);
    if (!text && text.error().fault == Fault::absent) return;
    seen_.insert_or_assign(name, text);
    sink_.give(name, std::move(text));
}

bool Reading::program(const std::string& name, const std::vector<std::string>& argv,
                      milliseconds patience, std::size_t limit) {
    auto output = output_of(world_.programs, argv, limit, patience);
    const bool told = output.has_value();
    sink_.give(name, std::move(output));
    return told;
}

Result<std::string> output_of(Programs& programs, const std::vector<std::string>& argv,
                              std::size_t limit, milliseconds patience) {
    auto answer = programs.run(argv, limit, patience);
    if (!answer) return answer.error();
    if (answer->exit_code == 0) return std::move(answer->output);
    const auto said = first_line(answer->errors.empty() ? answer->output : answer->errors);
    return Error{fault_in(said), argv.front() + " ended with code " +
                                     std::to_string(answer->exit_code) + ": " + said};
}

std::vector<Process> read_processes(Files& files, std::size_t most) {
    std::vector<Process> processes;
    const auto names = files.list("/proc", most_names);
    if (!names) return processes;
    for (const auto& name : *names) {
        if (!natural(name)) continue;
        if (processes.size() >= most) break;
        const auto text = files.read("/proc/" + name + "/stat", 4096);
        if (!text) continue;  // it ended meanwhile
        if (auto process = process_of(*text)) processes.push_back(std::move(*process));
    }
    return processes;
}

std::string rows_of(const std::vector<Process>& processes) {
    std::string rows;
    rows.reserve(processes.size() * 56);
    for (const auto& process : processes) rows += row_of(process);
    return rows;
}

}  // namespace diag::host
