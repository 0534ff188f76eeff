// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "agent/rehearsal/mongod.hpp"
#include "agent/rehearsal/report.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

constexpr std::size_t log_end = 64 << 10;
constexpr std::size_t status_limit = 64 << 10;
constexpr milliseconds grace{10'000};

/// In this order: what lies in a directory that is somebody else's is no longer ours to name.
Result<> give(const SystemUser& user, const std::vector<std::filesystem::path>& all) {
    for (const auto& path : all)
        if (::lchown(path.c_str(), user.uid, user.gid) != 0)
            return from_errno(errno, path.native());
    return {};
}

/// The last bytes of a file, whatever its size. Its maker may be another user: no link is followed
/// and no pipe waited for.
std::string end_of(const std::filesystem::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
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
                                           const std::vector<std::string>& live,
                                           const std::optional<SystemUser>& user) {
    const std::filesystem::path data = data_in(directory.native());
    if (const auto taken = takes_sockets(directory.native()); !taken) return taken.error();
    if (const auto apart = is_apart(data, live); !apart) return apart.error();
    if (::mkdir(data.c_str(), 0700) != 0) return from_errno(errno, data.native());
    const auto words = directory / "words";
    const Descriptor output{::open(words.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!output) return from_errno(errno, words.native());
    if (const auto given = user ? give(*user, {words, data, directory}) : Result<>{}; !given)
        return given.error();
    auto child = Child::start({.program = program,
                               .argv = arguments(program, directory.native()),
                               .environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
                                               "HOME=" + directory.native()},
                               .descriptors = {{output.get(), 1}, {output.get(), 2}},
                               .background = true,
                               .one_processor = true,
                               .user = user});
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
