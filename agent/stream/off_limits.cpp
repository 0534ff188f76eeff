// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/off_limits.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <memory>

#include "platform/disposable.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::stream {
namespace {

constexpr std::string_view store = "cv-storage";
constexpr std::size_t deepest = 256;  ///< directories above a file; a path has no more

constexpr std::size_t most_entries = 1'000;  ///< looked at in one folder of a store
constexpr std::size_t most_text = std::size_t{256} << 10;

/// "device inode path", ended by a NUL, of a directory once every link is followed.
Result<std::string> place_text(const std::string& directory) {
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(directory.c_str(), nullptr),
                                                           &std::free);
    struct stat status {};
    if (!real || ::stat(real.get(), &status) != 0) return from_errno(errno, directory);
    return std::to_string(status.st_dev) + ' ' + std::to_string(status.st_ino) + ' ' + real.get() +
           '\0';
}

/// Folders in `directory` that lie elsewhere: links, and what is mounted there.
void add_elsewhere(const std::string& directory, std::string& text) {
    struct stat own {};
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(directory.c_str()), &::closedir);
    if (!listing || ::stat(directory.c_str(), &own) != 0) return;
    for (std::size_t i = 0; i < most_entries && text.size() < most_text / 2; ++i) {
        const auto* const entry = ::readdir(listing.get());
        if (entry == nullptr) return;
        const std::string_view name = entry->d_name;
        const auto path = directory + '/' + entry->d_name;
        struct stat named {
        }, meant{};
        if (name == "." || name == ".." || ::lstat(path.c_str(), &named) != 0) continue;
        if (::stat(path.c_str(), &meant) != 0 || !S_ISDIR(meant.st_mode)) continue;
        if (!S_ISLNK(named.st_mode) && meant.st_dev == own.st_dev) continue;
        if (const auto place = place_text(path)) text += *place;
    }
}

/// A store, and where parts of it were moved to: sites link or mount the folders of images and of
/// metadata, or of one tenant (vendor article K5).
Result<std::string> places_text(const std::string& directory) {
    auto text = place_text(directory);
    if (!text) return text;
    for (const char* part : {"", "/objs", "/objs/metadata"}) add_elsewhere(directory + part, *text);
    return text;
}

/// What was opened, as the kernel knows it by now.
Result<std::string> path_of(const Descriptor& file) {
    std::array<char, PATH_MAX> room;
    const auto link = "/proc/self/fd/" + std::to_string(file.get());
    const auto size = ::readlink(link.c_str(), room.data(), room.size());
    if (size <= 0 || room[0] != '/')
        return Error{Fault::refused, "where it lies cannot be told, so it is not read"};
    return std::string(room.data(), static_cast<std::size_t>(size));
}

Error refusal() {
    return {Fault::refused, "lies below SAFR's store of images, of which nothing is ever read"};
}

bool names_store(std::string_view path) {
    const auto parts = parts_of(path, '/');
    return std::any_of(parts.begin(), parts.end(),
                       [](std::string_view part) { return lowered(part) == store; });
}

/// The path of `path` within the file system of its mount.
std::string within(const disk::Mount& mount, std::string_view path) {
    auto rest = path.substr(mount.point == "/" ? 0 : mount.point.size());
    return (mount.root == "/" ? "" : mount.root) + std::string(rest);
}

}  // namespace

OffLimits OffLimits::below(std::span<const std::string> directories, std::string_view mountinfo,
                           milliseconds patience) {
    OffLimits limits;
    limits.mounts_ = disk::parse_mountinfo(mountinfo);
    std::vector<Question> questions;
    for (const auto& directory : directories)
        questions.push_back([directory] { return places_text(directory); });
    const auto answers = in_disposable_children(questions, most_text, patience);
    for (std::size_t i = 0; i < directories.size(); ++i) {
        std::string_view told = answers[i] ? std::string_view(*answers[i]) : std::string_view{};
        if (told.empty()) limits.add({.path = directories[i], .mounted = {}, .within = {}});
        while (!told.empty()) {
            const auto one = told.substr(0, told.find('\0'));
            told.remove_prefix(std::min(told.size(), one.size() + 1));
            const auto words = parts_of(one, ' ');
            if (words.size() < 3) continue;
            limits.add({.path = std::string(one.substr(words[0].size() + words[1].size() + 2)),
                        .device = natural(words[0]).value_or(0),
                        .inode = natural(words[1]).value_or(0),
                        .mounted = {},
                        .within = {}});
        }
    }
    return limits;
}

void OffLimits::add(Place place) {
    if (const auto* mount = disk::mount_of(mounts_, place.path)) {
        place.mounted = mount->device;
        place.within = within(*mount, place.path);
    }
    places_.push_back(std::move(place));
}

bool OffLimits::holds(std::uint64_t device, std::uint64_t inode) const {
    return std::any_of(places_.begin(), places_.end(), [&](const Place& place) {
        return place.inode != 0 && place.device == device && place.inode == inode;
    });
}

bool OffLimits::holds(std::string_view path) const {
    const auto* mount = disk::mount_of(mounts_, path);
    const auto inside = mount ? within(*mount, path) : std::string{};
    return std::any_of(places_.begin(), places_.end(), [&](const Place& place) {
        if (disk::lies_below(path, place.path)) return true;
        return mount && !place.within.empty() && mount->device == place.mounted &&
               disk::lies_below(inside, place.within);
    });
}

/// Every directory from the file's own up to the root.
Result<> OffLimits::climb(const Descriptor& file, const std::string& path) const {
    const auto slash = path.rfind('/');
    Descriptor directory(
        ::open(slash == 0 ? "/" : path.substr(0, slash).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    struct stat opened {
    }, named{};
    if (!directory || ::fstat(file.get(), &opened) != 0 ||
        ::fstatat(directory.get(), path.c_str() + slash + 1, &named, AT_SYMLINK_NOFOLLOW) != 0 ||
        opened.st_dev != named.st_dev || opened.st_ino != named.st_ino)
        return Error{Fault::refused, "was moved while it was opened, so it is not read"};
    for (std::size_t level = 0; level < deepest; ++level) {
        struct stat status {
        }, above{};
        if (::fstat(directory.get(), &status) != 0) break;
        if (holds(status.st_dev, status.st_ino)) return refusal();
        Descriptor parent(::openat(directory.get(), "..", O_PATH | O_DIRECTORY | O_CLOEXEC));
        if (!parent || ::fstat(parent.get(), &above) != 0) break;
        if (above.st_dev == status.st_dev && above.st_ino == status.st_ino) return {};
        directory = std::move(parent);
    }
    return Error{Fault::refused, "the directories above it cannot be told, so it is not read"};
}

Result<> OffLimits::allow(const Descriptor& file) const {
    const auto path = path_of(file);
    if (!path) return path.error();
    if (names_store(*path) || holds(*path)) return refusal();
    return places_.empty() ? Result<>{} : climb(file, *path);
}

}  // namespace diag::stream
