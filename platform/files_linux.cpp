// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <memory>

#include "platform/descriptor.hpp"
#include "platform/durable.hpp"
#include "platform/files.hpp"
#include "platform/system_denial.hpp"

namespace diag {
namespace {

Result<Descriptor> open_for_reading(const std::filesystem::path& path) {
    // O_NONBLOCK: opening a FIFO must not wait for a writer (open(2)).
    Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (!file) return from_errno(errno, path.native());
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return from_errno(errno, path.native());
    if (!S_ISREG(status.st_mode))
        return Error{Fault::refused, path.native() + ": not a regular file"};
    return file;
}

class SystemFiles : public Files {
public:
    Result<std::string> read(const std::filesystem::path& path, std::size_t limit) override {
        const auto file = open_for_reading(path);
        if (!file) return file.error();
        std::string text;
        std::array<char, 16384> block;
        for (;;) {
            const auto got = ::read(file->get(), block.data(), block.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return from_errno(errno, path.native());
            if (got == 0) return text;
            text.append(block.data(), static_cast<std::size_t>(got));
            if (text.size() > limit)
                return Error{Fault::full,
                             path.native() + ": longer than " + std::to_string(limit) + " bytes"};
        }
    }

    Result<std::vector<std::string>> list(const std::filesystem::path& directory,
                                          std::size_t limit) override {
        const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(directory.c_str()), ::closedir);
        if (!open) return from_errno(errno, directory.native());
        std::vector<std::string> names;
        while (const auto* entry = ::readdir(open.get())) {
            const std::string_view name = entry->d_name;
            if (name == "." || name == "..") continue;
            if (names.size() == limit)
                return Error{Fault::full, directory.native() + ": more than " +
                                              std::to_string(limit) + " entries"};
            names.emplace_back(name);
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    Result<std::string> link_target(const std::filesystem::path& link) override {
        std::array<char, PATH_MAX> target;
        const auto length = ::readlink(link.c_str(), target.data(), target.size());
        if (length < 0) return from_errno(errno, link.native());
        return std::string(target.data(), static_cast<std::size_t>(length));
    }
};

Result<> write_all(int file, std::string_view text, const std::string& name) {
    while (!text.empty()) {
        const auto written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return from_errno(errno, name);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

/// ": No such file or directory"
std::string in_words(int number) {
    std::array<char, 128> words{};
    return std::string(": ") + ::strerror_r(number, words.data(), words.size());
}

Result<> make_directory(const std::filesystem::path& directory, unsigned mode) {
    std::error_code failure;
    const auto parent = directory.parent_path();
    if (!parent.empty() && !std::filesystem::exists(parent, failure)) {
        if (const auto made = make_directory(parent, mode); !made) return made.error();
    }
    if (::mkdir(directory.c_str(), mode) != 0 && errno != EEXIST)
        return from_errno(errno, directory.native());
    return {};
}

}  // namespace

Files& system_files() {
    static SystemFiles files;
    return files;
}

Result<> replace_file(const std::filesystem::path& path, std::string_view text, unsigned mode) {
    const auto directory = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    std::string temporary = (directory / ("." + path.filename().native() + ".XXXXXX")).native();
    const Descriptor file{::mkostemp(temporary.data(), O_CLOEXEC)};
    if (!file) return from_errno(errno, path.native());
    Result<> done = write_all(file.get(), text, path.native());
    if (done && (::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0 ||
                 ::rename(temporary.c_str(), path.c_str()) != 0))
        done = from_errno(errno, path.native());
    if (!done) {
        ::unlink(temporary.c_str());
        return done.error();
    }
    return sync_directory(directory);
}

Result<> own_directory(const std::filesystem::path& directory, unsigned mode) {
    if (const auto made = make_directory(directory, mode); !made) return made.error();
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0) return from_errno(errno, directory.native());
    if (!S_ISDIR(status.st_mode))
        return Error{Fault::refused, directory.native() + " is not a directory"};
    if (status.st_uid != ::geteuid())
        return Error{Fault::denied,
                     directory.native() + " belongs to another user (uid " +
                         std::to_string(status.st_uid) + "): run this " +
                         (status.st_uid == 0 ? "with sudo"
                                             : "as that user, with sudo -u '#" +
                                                   std::to_string(status.st_uid) + "'")};
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return Error{Fault::denied, directory.native() +
                                        " may be written by others; run: chmod go-w " +
                                        directory.native()};
    return {};
}

Error from_errno(int number, std::string_view what) {
    const auto fault = [&] {
        switch (number) {
            case ENOENT:
            case ENOTDIR:
            case ENXIO:
            case ENODEV:
                return Fault::absent;
            case EACCES:
            case EPERM:
            case EROFS:
                return Fault::denied;
            case ETIMEDOUT:
                return Fault::timed_out;
            case ENOSPC:
            case EDQUOT:
            case EFBIG:
            case ENOMEM:
            case EMFILE:
            case ENFILE:
                return Fault::full;
            case ELOOP:
            case EISDIR:
            case EINVAL:
            case ECONNREFUSED:
                return Fault::refused;
            case ENOSYS:
            case EOPNOTSUPP:
                return Fault::unsupported;
            default:
                return Fault::io;
        }
    }();
    return Error{fault, std::string(what) + in_words(number)};
}

bool denied_by_system(const Error& error) {
    return error.fault == Fault::denied &&
           (error.what.ends_with(in_words(EACCES)) || error.what.ends_with(in_words(EPERM)));
}

}  // namespace diag
