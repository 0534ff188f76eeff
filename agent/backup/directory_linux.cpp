// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "agent/backup/directory.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t deepest = 8;
constexpr int how = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;

Time modified_of(const struct stat& status) {
    return Time{
        std::chrono::duration_cast<milliseconds>(std::chrono::seconds{status.st_mtim.tv_sec} +
                                                 std::chrono::nanoseconds{status.st_mtim.tv_nsec})};
}

std::string last_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

Result<Directory> Directory::open(const std::string& path, std::size_t most) {
    Directory directory;
    directory.top_ = Descriptor(::open(path.c_str(), how));
    struct stat status {};
    if (!directory.top_ || ::fstat(directory.top_.get(), &status) != 0)
        return from_errno(errno, printable(path));
    directory.identity_.inode = status.st_ino;
    directory.identity_.device = status.st_dev;
    if (const auto listed = directory.list(directory.top_.get(), "", 0, most); !listed)
        return listed.error();
    std::ranges::sort(directory.files_);
    std::ranges::sort(directory.others_);
    return directory;
}

Result<> Directory::list(int parent, const std::string& name, std::size_t depth, std::size_t most) {
    const int opened = ::openat(parent, depth == 0 ? "." : last_of(name).c_str(), how);
    if (opened < 0) return from_errno(errno, printable(name));
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(opened), ::closedir);
    if (!listing) {
        const auto failed = from_errno(errno, printable(name));
        ::close(opened);
        return failed;
    }
    for (;;) {
        errno = 0;  // what tells an end from a failure (readdir(3))
        const auto* found = ::readdir(listing.get());
        if (!found && errno != 0) unread_[name] = from_errno(errno, "listing it").what;
        if (!found) return {};
        const std::string each = found->d_name;
        if (each == "." || each == "..") continue;
        if (const auto seen = see(opened, name.empty() ? each : name + "/" + each, depth, most);
            !seen)
            return seen;
    }
}

Result<> Directory::see(int parent, const std::string& path, std::size_t depth, std::size_t most) {
    if (files_.size() + others_.size() + unread_.size() >= most)
        return Error{Fault::full, "more than " + std::to_string(most) + " files below it"};
    struct stat status {};
    if (::fstatat(parent, last_of(path).c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        unread_[path] = from_errno(errno, "looking at it").what;
        return {};
    }
    if (S_ISDIR(status.st_mode)) return enter(parent, path, status.st_dev, depth + 1, most);
    if (S_ISREG(status.st_mode)) {
        identity_.bytes += static_cast<std::uint64_t>(status.st_size);
        identity_.modified = std::max(identity_.modified, modified_of(status));
    }
    (S_ISREG(status.st_mode) ? files_ : others_).push_back(path);
    return {};
}

Result<> Directory::enter(int parent, const std::string& path, std::uint64_t device,
                          std::size_t depth, std::size_t most) {
    ++directories_;
    if (depth >= deepest)
        unread_[path] = "deeper than a dump is: what lies in it was not read";
    else if (device != identity_.device)
        unread_[path] = "another file system: what lies in it was not read";
    else if (const auto listed = list(parent, path, depth, most); !listed) {
        if (listed.error().fault == Fault::full) return listed;
        unread_[path] = listed.error().what;
    }
    return {};
}

Result<FileSource> Directory::file(const std::string& name, Passed passed) const {
    // Component by component, as a directory on the way may have become a link meanwhile.
    Descriptor at;
    int parent = top_.get();
    std::string_view rest = name;
    for (auto slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
        Descriptor below(::openat(parent, std::string(rest.substr(0, slash)).c_str(), how));
        if (!below) return from_errno(errno, printable(name));
        at = std::move(below);
        parent = at.get();
        rest.remove_prefix(slash + 1);
    }
    return FileSource::open(parent, std::string(rest), std::move(passed));
}

}  // namespace diag::backup
