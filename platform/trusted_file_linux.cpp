// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "platform/descriptor.hpp"
#include "platform/files.hpp"
#include "platform/trusted_file.hpp"

namespace diag {
namespace {

Error refused(const std::filesystem::path& path, const std::string& why) {
    return {Fault::refused, path.native() + " " + why};
}

Result<> check(const struct stat& found, const std::filesystem::path& path) {
    if (found.st_uid != 0 && found.st_uid != ::geteuid())
        return refused(path, "belongs to another user (uid " + std::to_string(found.st_uid) +
                                 "): make it root's: chown root");
    if ((found.st_mode & 022) != 0) return refused(path, "can be written by others: chmod go-w it");
    return {};
}

Result<Descriptor> opened(const std::filesystem::path& path, int flags) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags));
    if (file) return file;
    if (errno == ELOOP) return refused(path, "is a link: put the file itself there");
    return from_errno(errno, path.native());
}

}  // namespace

Result<std::string> trusted_file(const std::filesystem::path& path, std::size_t limit) {
    const auto file = opened(path, 0);
    if (!file) return file.error();
    struct stat found {};
    if (::fstat(file->get(), &found) != 0) return from_errno(errno, path.native());
    if (!S_ISREG(found.st_mode)) return refused(path, "is no regular file");
    if (const auto sound = check(found, path); !sound) return sound.error();
    std::string text(limit + 1, '\0');
    std::size_t length = 0;
    while (length < text.size()) {
        const auto count = ::read(file->get(), text.data() + length, text.size() - length);
        if (count < 0 && errno != EINTR) return from_errno(errno, path.native());
        if (count == 0) break;
        if (count > 0) length += static_cast<std::size_t>(count);
    }
    if (length > limit)
        return Error{Fault::full,
                     path.native() + " is longer than " + std::to_string(limit) + " bytes"};
    text.resize(length);
    return text;
}

Result<std::vector<std::string>> trusted_names(const std::filesystem::path& directory,
                                               std::size_t limit) {
    struct stat found {};
    if (::lstat(directory.c_str(), &found) != 0) return from_errno(errno, directory.native());
    if (!S_ISDIR(found.st_mode)) return refused(directory, "is no directory");
    if (const auto sound = check(found, directory); !sound) return sound.error();
    return system_files().list(directory, limit);
}

}  // namespace diag
