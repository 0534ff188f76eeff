// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>

#include "agent/rehearsal/mongod.hpp"
#include "agent/rehearsal/report.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

constexpr int attempts = 16;
constexpr std::size_t log_end = 64 << 10;
constexpr std::size_t status_limit = 64 << 10;
constexpr milliseconds grace{10'000};

/// A port that nothing listens on now, nor will we: it is for the name of a socket.
Result<std::uint16_t> free_port() {
    const Descriptor probe{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!probe) return from_errno(errno, "a port on loopback");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(probe.get(), generic, size) != 0 || ::getsockname(probe.get(), generic, &size) != 0)
        return from_errno(errno, "a port on loopback");
    return ntohs(address.sin_port);
}

Result<std::uint16_t> port_apart(const std::filesystem::path& data, const std::vector<Live>& live) {
    Result<> apart = Error{Fault::bug, "no port tried"};
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto port = free_port();
        if (!port) return port;
        apart = is_apart(data, *port, live);
        if (apart) return *port;
    }
    return apart.error();
}

/// The last bytes of a file of ours, whatever its size.
std::string end_of(const std::filesystem::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0) return {};
    std::string text(log_end, '\0');
    const auto from = std::max<off_t>(status.st_size - static_cast<off_t>(log_end), 0);
    const auto got = ::pread(file.get(), text.data(), text.size(), from);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

}  // namespace

ScratchMongod::ScratchMongod(Child child, std::filesystem::path directory)
    : child_(std::move(child)), directory_(std::move(directory)) {}

std::string ScratchMongod::data() const { return data_in(directory_.native()); }
std::string ScratchMongod::socket() const { return socket_in(directory_.native()); }

Result<ScratchMongod> ScratchMongod::start(const std::string& program,
                                           const std::filesystem::path& directory,
                                           const std::vector<Live>& live) {
    const std::filesystem::path data = data_in(directory.native());
    if (socket_in(directory.native()).size() > longest_socket)
        return Error{Fault::unsupported, directory.native() +
                                             " is too long a path for a socket: set "
                                             "backup.scratch to a shorter one"};
    if (::mkdir(data.c_str(), 0700) != 0) return from_errno(errno, data.native());
    const auto port = port_apart(data, live);
    if (!port) return port.error();
    const auto words = directory / "words";
    const Descriptor output{::open(words.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
    if (!output) return from_errno(errno, words.native());
    auto child = Child::start({.program = program,
                               .argv = arguments(program, directory.native(), *port),
                               .environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
                                               "HOME=" + directory.native()},
                               .descriptors = {{output.get(), 1}, {output.get(), 2}},
                               .background = true});
    if (!child) return child.error();
    return ScratchMongod(std::move(*child), directory);
}

std::optional<std::string> ScratchMongod::ended() {
    if (how_) return how_;
    const auto how = child_.reap();
    if (!how) return {};
    auto text = how->signal != 0 ? "by signal " + std::to_string(how->signal)
                                 : "with exit code " + std::to_string(how->exit_code);
    auto words = last_words(end_of(log_in(directory_.native())));
    if (words.empty()) words = last_words(end_of(directory_ / "words"));
    if (!words.empty()) text += ", its last words: " + words;
    how_ = text;
    return how_;
}

std::uint64_t ScratchMongod::memory() const {
    const auto pid = child_.pid();
    if (pid <= 0) return 0;
    const auto status =
        system_files().read("/proc/" + std::to_string(pid) + "/status", status_limit);
    if (!status) return 0;
    for (const auto line : lines_of(*status)) {
        const auto words = words_of(line);
        if (words.size() >= 2 && words[0] == "RssAnon:")
            return natural(words[1]).value_or(0) * 1024;
    }
    return 0;
}

void ScratchMongod::end() {
    child_.kill();
    child_.wait(grace);
}

}  // namespace diag::rehearsal
