// SPDX-License-Identifier: Apache-2.0
#include "desk/sqlite_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "agent/exchange/output_file.hpp"
#include "platform/files.hpp"

namespace diag::desk::sqlite {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0;
}

fs::path directory_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

Result<> hand_over(const fs::path& file) {
    struct stat directory {};
    if (::geteuid() != 0 || ::stat(directory_of(file).c_str(), &directory) != 0) return {};
    if (::lchown(file.c_str(), directory.st_uid, directory.st_gid) == 0) return {};
    return from_errno(errno, file.native());
}

Result<> make(const fs::path& file, const Blank& blank) {
    const auto image = blank();
    if (!image) return image.error();
    exchange::remove_abandoned(directory_of(file), file.filename().native());
    auto out = exchange::OutputFile::create(directory_of(file), file.filename());
    if (!out) return out.error();
    if (const auto written = out->write(*image); !written) return written.error();
    if (const auto there = out->commit(); !there) return there.error();
    return hand_over(file);
}

}  // namespace

Result<> make_where_missing(const fs::path& file, const Blank& blank) {
    const auto give_up = system_clock().uptime() + lock_patience;
    auto log = file;
    log += "-wal";
    for (;;) {
        // In this order: who finds a log finds its database too, or that is gone.
        const bool has_log = is_there(log);
        if (is_there(file)) return {};
        if (has_log)
            return Error{Fault::malformed, file.native() + " is gone, and " + log.native() +
                                               " is left of it: restore both from a copy, or "
                                               "move that away to begin with nothing"};
        const auto made = make(file, blank);
        if (made) return made;
        if (is_there(file)) continue;
        const auto fault = made.error().fault;
        if (fault == Fault::full || fault == Fault::denied || fault == Fault::absent ||
            system_clock().uptime() > give_up)
            return made;
        system_clock().sleep(between_lock_tries);
    }
}

/// Only the mode is touched: closing a descriptor of our own would give away the locks that another
/// connection of this process holds (fcntl(2)).
Result<> close_to_others(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return from_errno(errno, file.native());
    if (!S_ISREG(status.st_mode))
        return Error{Fault::malformed, file.native() + " is no regular file"};
    if (status.st_size == 0)
        return Error{Fault::malformed, file.native() + " is empty: restore it from a copy"};
    if ((status.st_mode & 077) == 0 || ::chmod(file.c_str(), 0600) == 0) return {};
    return from_errno(errno, file.native());
}

}  // namespace diag::desk::sqlite
