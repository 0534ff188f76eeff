// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <array>

#include "platform/child.hpp"
#include "platform/programs.hpp"

namespace diag {
namespace {

constexpr std::array<std::string_view, 4> search{"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"};
constexpr std::size_t error_limit = 4096;

std::string found_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    for (const auto directory : search)
        if (const auto path = std::string(directory) + name; ::access(path.c_str(), X_OK) == 0)
            return path;
    return {};
}

class SystemPrograms : public Programs {
public:
    Result<ProgramOutput> run(const std::vector<std::string>& argv, std::size_t limit,
                              milliseconds patience) override {
        const auto program = argv.empty() ? std::string{} : found_program(argv.front());
        if (program.empty())
            return Error{Fault::absent,
                         (argv.empty() ? "a program" : argv.front()) + " is not installed"};
        auto output = Pipe::open();
        auto errors = Pipe::open();
        if (!output) return output.error();
        if (!errors) return errors.error();
        auto child =
            Child::start({.program = program,
                          .argv = argv,
                          .environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"},
                          .descriptors = {{output->writing.get(), 1}, {errors->writing.get(), 2}}});
        if (!child) return child.error();
        output->writing.reset();
        errors->writing.reset();
        return collect(*child, *output, *errors, argv.front(), limit, patience);
    }

private:
    static Result<ProgramOutput> collect(Child& child, Pipe& output, Pipe& errors,
                                         const std::string& name, std::size_t limit,
                                         milliseconds patience) {
        const auto deadline = system_clock().uptime() + patience;
        ProgramOutput answer;
        const auto read = drain({{output.reading.get(), &answer.output, limit, true},
                                 {errors.reading.get(), &answer.errors, error_limit, false}},
                                patience);
        if (!read) return Error{read.error().fault, name + ": " + read.error().what};
        const auto left = std::max(milliseconds{0}, deadline - system_clock().uptime());
        const auto ended = child.wait(left);
        if (!ended)
            return Error{Fault::timed_out, name + ": still running after " +
                                               std::to_string(patience.count()) + " ms"};
        answer.exit_code = ended->signal != 0 ? 128 + ended->signal : ended->exit_code;
        return answer;
    }
};

}  // namespace

Programs& system_programs() {
    static SystemPrograms programs;
    return programs;
}

}  // namespace diag
