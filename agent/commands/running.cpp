// SPDX-License-Identifier: Apache-2.0
// A lock on a file of the request tells that somebody is at it; the kernel lets go of it with the
// process, and knows whose it is (F_GETLK), so that no number of a long dead one is believed.
#include "agent/commands/running.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>

#include "platform/files.hpp"

namespace diag::commands {
namespace {

std::filesystem::path file_of(const std::filesystem::path& state, const std::string& id) {
    return state / "requests" / (id + ".run");
}

struct flock whole_file(short kind) {
    struct flock lock {};
    lock.l_type = kind;
    lock.l_whence = SEEK_SET;
    return lock;
}

/// The process that holds the mark; 0: none does. Opened to read only: who waits for changes in
/// this directory must not be woken by one who looks.
pid_t holder_of(const std::filesystem::path& state, const std::string& id) {
    const Descriptor open{::open(file_of(state, id).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    auto lock = whole_file(F_WRLCK);
    if (!open || ::fcntl(open.get(), F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return 0;
    return lock.l_pid;
}

}  // namespace

Result<Descriptor> mark_run(const std::filesystem::path& state, const std::string& id) {
    const auto file = file_of(state, id);
    Descriptor open{
        ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)};
    if (!open) return from_errno(errno, file.native());
    auto lock = whole_file(F_WRLCK);
    if (::fcntl(open.get(), F_SETLK, &lock) == 0) return open;
    if (errno == EACCES || errno == EAGAIN)
        return Error{Fault::refused, "another process carries out " + id + " already"};
    return from_errno(errno, file.native());
}

bool is_carried_out(const std::filesystem::path& state, const std::string& id) {
    return holder_of(state, id) > 0;
}

bool stop_run(const std::filesystem::path& state, const std::string& id) {
    const auto holder = holder_of(state, id);
    return holder > 0 && ::kill(holder, SIGTERM) == 0;
}

}  // namespace diag::commands
