// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "agent/stream/source.hpp"
#include "platform/child.hpp"
#include "platform/files.hpp"

namespace diag::stream {
namespace {

constexpr std::array<std::string_view, 4> search{"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"};

std::string found(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    for (const auto directory : search)
        if (const auto path = std::string(directory) + name; ::access(path.c_str(), X_OK) == 0)
            return path;
    return {};
}

class ProgramSource : public Source {
public:
    ProgramSource(std::string name, Child child, Descriptor output)
        : name_(std::move(name)), child_(std::move(child)), output_(std::move(output)) {}

    Result<std::size_t> read(std::span<char> room) override {
        pollfd waiting{output_.get(), POLLIN, 0};
        const auto ready = ::poll(&waiting, 1, static_cast<int>(program_silence.count()));
        if (ready == 0) {
            child_.kill();
            return Error{Fault::timed_out, name_ + " was silent for " +
                                               std::to_string(program_silence.count()) + " ms"};
        }
        const auto got = ready < 0 ? -1 : ::read(output_.get(), room.data(), room.size());
        if (got < 0 && errno == EINTR) return read(room);
        if (got < 0) return from_errno(errno, name_);
        taken_ += static_cast<std::uint64_t>(got);
        return got > 0 ? Result<std::size_t>{static_cast<std::size_t>(got)} : ending();
    }
    std::uint64_t taken() const override { return taken_; }

private:
    Result<std::size_t> ending() {
        const auto ended = child_.wait(program_silence);
        if (!ended) return Error{Fault::timed_out, name_ + " closed its output but still runs"};
        if (ended->signal != 0)
            return Error{Fault::io,
                         name_ + " was ended by signal " + std::to_string(ended->signal)};
        if (ended->exit_code != 0)
            return Error{Fault::io,
                         name_ + " ended with exit code " + std::to_string(ended->exit_code)};
        return std::size_t{0};
    }

    std::string name_;
    Child child_;
    Descriptor output_;
    std::uint64_t taken_ = 0;
};

}  // namespace

Result<std::unique_ptr<Source>> program_source(const std::vector<std::string>& argv) {
    const auto program = argv.empty() ? std::string{} : found(argv.front());
    if (program.empty())
        return Error{Fault::absent,
                     (argv.empty() ? "a program" : argv.front()) + " is not installed"};
    auto output = Pipe::open();
    if (!output) return output.error();
    auto child = Child::start({.program = program,
                               .argv = argv,
                               .environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"},
                               .descriptors = {{output->writing.get(), 1}}});
    if (!child) return child.error();
    return std::unique_ptr<Source>(std::make_unique<ProgramSource>(argv.front(), std::move(*child),
                                                                   std::move(output->reading)));
}

}  // namespace diag::stream
