// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "platform/child.hpp"
#include "platform/disposable.hpp"
#include "platform/files.hpp"
#include "platform/programs.hpp"
#include "platform/tell.hpp"
#include "platform/text.hpp"

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

constexpr milliseconds trust_patience{2'000};
constexpr std::size_t most_in_pipe = 1 << 20;  // for users who are not root, pipe(7)

/// What kernels before 3.17 have instead: a pipe takes as much before anybody reads.
Result<Descriptor> in_pipe(std::string_view text) {
    auto pipe = Pipe::open();
    if (!pipe) return pipe.error();
    const int writing = pipe->writing.get();
    ::fcntl(writing, F_SETPIPE_SZ, static_cast<int>(std::min(text.size(), most_in_pipe)));
    ::fcntl(writing, F_SETFL, O_NONBLOCK);
    const auto count = ::write(writing, text.data(), text.size());
    if (count < 0 || static_cast<std::size_t>(count) != text.size())
        return Error{Fault::unsupported,
                     "this kernel takes no input of " + bytes_text(text.size()) + " for a program"};
    return std::move(pipe->reading);
}

/// A file in memory that holds `text`, to be read from its start.
Result<Descriptor> in_memory(std::string_view text) {
    Descriptor file{::memfd_create("input", MFD_CLOEXEC)};
    if (!file && errno == ENOSYS) return in_pipe(text);
    if (!file) return from_errno(errno, "memory for a program's input");
    for (std::size_t written = 0; written < text.size();) {
        const auto count = ::pwrite(file.get(), text.data() + written, text.size() - written,
                                    static_cast<off_t>(written));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return from_errno(errno, "memory for a program's input");
        written += static_cast<std::size_t>(count);
    }
    return file;
}

/// In a sticky directory others may make files, but not move ours (unlink(2)).
bool others_may_change(const struct stat& found) {
    const bool foreign = found.st_uid != 0 && found.st_uid != ::geteuid();
    const bool sticky = S_ISDIR(found.st_mode) && (found.st_mode & S_ISVTX) != 0;
    return foreign || ((found.st_mode & 022) != 0 && !sticky);
}

Result<std::string> canonical_if_safe(const std::string& path) {
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), ::free);
    if (!real) return from_errno(errno, path);
    std::filesystem::path so_far;
    for (const auto& part : std::filesystem::path(real.get())) {
        so_far /= part;
        struct stat found {};
        if (::lstat(so_far.c_str(), &found) != 0) return from_errno(errno, so_far.native());
        if (others_may_change(found))
            return Error{Fault::refused, so_far.native() + " can be changed by others than root"};
    }
    return so_far.native();
}

using Descriptors = std::vector<std::pair<int, int>>;

Result<ProgramOutput> collect(Child& child, Pipe& output, Pipe& errors, const std::string& name,
                              std::size_t limit, milliseconds patience) {
    const auto deadline = system_clock().uptime() + patience;
    ProgramOutput answer;
    const auto read = drain({{output.reading.get(), &answer.output, limit, true},
                             {errors.reading.get(), &answer.errors, error_limit, false}},
                            patience);
    if (!read) return Error{read.error().fault, name + ": " + read.error().what};
    const auto left = std::max(milliseconds{0}, deadline - system_clock().uptime());
    const auto ended = child.wait(left);
    if (!ended)
        return Error{Fault::timed_out,
                     name + ": still running after " + std::to_string(patience.count()) + " ms"};
    if (ended->signal == SIGSYS)
        return Error{Fault::denied,
                     name + ": ended by a system call that is denied to what the agent starts"};
    answer.exit_code = ended->signal != 0 ? 128 + ended->signal : ended->exit_code;
    return answer;
}

/// `descriptors` beside standard output and error.
Result<ProgramOutput> run_with(const std::vector<std::string>& argv, Descriptors descriptors,
                               std::size_t limit, milliseconds patience) {
    const auto program = argv.empty() ? std::string{} : found_program(argv.front());
    if (program.empty())
        return Error{Fault::absent,
                     (argv.empty() ? "a program" : argv.front()) + " is not installed"};
    auto output = Pipe::open();
    auto errors = Pipe::open();
    if (!output) return output.error();
    if (!errors) return errors.error();
    descriptors.emplace_back(output->writing.get(), 1);
    descriptors.emplace_back(errors->writing.get(), 2);
    auto child = Child::start({.program = program,
                               .argv = argv,
                               .environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"},
                               .descriptors = std::move(descriptors)});
    if (!child) return child.error();
    output->writing.reset();
    errors->writing.reset();
    return collect(*child, *output, *errors, argv.front(), limit, patience);
}

class SystemPrograms : public Programs {
public:
    Result<ProgramOutput> run(const std::vector<std::string>& argv, std::size_t limit,
                              milliseconds patience) override {
        return run_with(argv, {}, limit, patience);
    }

    Result<std::string> trusted(const std::string& path) override {
        return in_disposable_child([&] { return canonical_if_safe(path); }, 4096, trust_patience);
    }
};

}  // namespace

Result<ProgramOutput> tell(const std::vector<std::string>& argv, std::string_view input,
                           std::size_t limit, milliseconds patience) {
    const auto file = in_memory(input);
    if (!file) return file.error();
    return run_with(argv, {{file->get(), 0}}, limit, patience);
}

Programs& system_programs() {
    static SystemPrograms programs;
    return programs;
}

}  // namespace diag
