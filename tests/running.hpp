// SPDX-License-Identifier: Apache-2.0
// Runs a program's command line in a child, with its three streams held in memory.
#pragma once

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "platform/command_line.hpp"

namespace diag::test {

struct Ran {
    int exit_code = -1;  ///< 128 + n when ended by signal n
    std::string output;
    std::string errors;

    bool says(std::string_view words) const { return output.find(words) != std::string::npos; }
    bool complains(std::string_view words) const { return errors.find(words) != std::string::npos; }
};

struct Running {
    std::string input;
    std::map<std::string, std::string> environment;  ///< added to what there is
    bool nameless = false;                           ///< argv is empty, not even the program's name
    int output = -1;                                 ///< its standard output instead of memory
};

inline std::string contents_of(int descriptor) {
    std::string text(static_cast<std::size_t>(lseek(descriptor, 0, SEEK_END)), '\0');
    const auto count = pread(descriptor, text.data(), text.size(), 0);
    text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    close(descriptor);
    return text;
}

inline Ran run(const Program& program, std::vector<std::string> words, const Running& how = {}) {
    const int input = memfd_create("input", 0);
    const int output = memfd_create("output", 0);
    const int errors = memfd_create("errors", 0);
    if (pwrite(input, how.input.data(), how.input.size(), 0) < 0) return {};
    if (!how.nameless) words.insert(words.begin(), std::string(program.name));
    const auto child = fork();
    if (child == 0) {
        dup2(input, 0);
        dup2(how.output >= 0 ? how.output : output, 1);
        dup2(errors, 2);
        for (const auto& [name, value] : how.environment) setenv(name.c_str(), value.c_str(), 1);
        std::vector<char*> argv;
        for (auto& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        _exit(run_program(program, static_cast<int>(words.size()), argv.data()));
    }
    int status = 0;
    waitpid(child, &status, 0);
    close(input);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), contents_of(output),
            contents_of(errors)};
}

}  // namespace diag::test
