// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/off_limits.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "platform/disposable.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::stream {
namespace {

constexpr std::string_view store = "cv-storage";
constexpr std::size_t deepest = 256;  ///< directories above a file; a path has no more

constexpr std::size_t most_entries = 100'000;  ///< listed of one folder of a store
constexpr std::size_t most_links = 1'000;      ///< followed of one, each of which asks a disk
constexpr std::size_t most_text = std::size_t{512} << 10;

/// "device inode path", ended by a NUL, of a directory once every link is followed.
Result<std::string> place_text(const std::string& directory) {
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(directory.c_str(), nullptr),
                                                           &std::free);
    struct stat status {};
    if (!real || ::stat(real.get(), &status) != 0) return from_errno(errno, directory);
    return std::to_string(status.st_dev) + ' ' + std::to_string(status.st_ino) + ' ' + real.get() +
           '\0';
}

bool is_absent(int error) { return error == ENOENT || error == ENOTDIR || error == ELOOP; }

/// The kind is told with the name where the file system keeps it there.
bool is_link(const std::string& path, unsigned char kind) {
    struct stat named {};
    return kind == DT_LNK ||
           (kind == DT_UNKNOWN && ::lstat(path.c_str(), &named) == 0 && S_ISLNK(named.st_mode));
}

/// The folder a link leads to, if one; nothing where it leads nowhere.
Result<std::string> linked_text(const std::string& link) {
    struct stat meant {};
    if (::stat(link.c_str(), &meant) != 0)
        return is_absent(errno) ? Result<std::string>{""} : from_errno(errno, link);
    return S_ISDIR(meant.st_mode) ? place_text(link) : Result<std::string>{""};
}

/// What place_text() never says: there is more than was told.
constexpr std::string_view and_more = "and more";

/// Folders elsewhere that are linked in `folder`: sites move those of images and of metadata, or of
/// one tenant (vendor article K5). Ends with and_more where not all can be told.
Result<std::string> links_text(const std::string& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(folder.c_str()), &::closedir);
    if (!listing) return is_absent(errno) ? Result<std::string>{""} : from_errno(errno, folder);
    std::string text;
    std::size_t links = 0;
    bool all_told = true, ended = false;
    for (std::size_t i = 0; i < most_entries && links <= most_links && !ended; ++i) {
        errno = 0;
        const auto* const entry = ::readdir(listing.get());
        ended = entry == nullptr;
        if (ended) all_told = all_told && errno == 0;
        if (ended || !is_link(folder + '/' + entry->d_name, entry->d_type)) continue;
        if (++links > most_links) break;
        const auto place = linked_text(folder + '/' + entry->d_name);
        if (place) text += *place;
        all_told = all_told && place;
    }
    return all_told && ended ? text : text.append(and_more);
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
    const auto rest = path.substr(mount.point == "/" ? 0 : mount.point.size());
    const auto whole = (mount.root == "/" ? "" : mount.root) + std::string(rest);
    return whole.empty() ? "/" : whole;
}

}  // namespace

OffLimits OffLimits::below(std::span<const std::string> directories, std::string_view mountinfo,
                           milliseconds patience) {
    OffLimits limits;
    limits.mounts_ = disk::parse_mountinfo(mountinfo);
    std::vector<Question> own, of_links;
    for (const auto& directory : directories)
        own.push_back([directory] { return place_text(directory); });
    // By itself and first: however slow its folders are, the store is known.
    const auto places = in_disposable_children(own, most_text, patience);
    for (std::size_t i = 0; i < directories.size(); ++i) {
        if (places[i]) limits.add_all(*places[i]);
        if (!places[i]) limits.add({.path = directories[i], .mounted = {}, .within = {}});
        if (!places[i] && places[i].error().fault != Fault::absent) limits.is_whole_ = false;
        for (const char* part : {"", "/objs", "/objs/metadata"})
            if (places[i])
                of_links.push_back([folder = directories[i] + part] { return links_text(folder); });
    }
    for (const auto& links : in_disposable_children(of_links, most_text, patience)) {
        if (links) limits.add_all(*links);
        if (!links) limits.is_whole_ = false;
    }
    limits.keep_own_mounts(directories, patience);
    return limits;
}

/// Places as place_text() tells them.
void OffLimits::add_all(std::string_view told) {
    while (!told.empty()) {
        const auto one = told.substr(0, told.find('\0'));
        told.remove_prefix(std::min(told.size(), one.size() + 1));
        const auto words = parts_of(one, ' ');
        if (words.size() < 3) {
            is_whole_ = false;
            continue;
        }
        add({.path = std::string(one.substr(words[0].size() + words[1].size() + 2)),
             .device = natural(words[0]).value_or(0),
             .inode = natural(words[1]).value_or(0),
             .mounted = {},
             .within = {}});
    }
}

/// With all that is mounted below, which the table tells without asking any disk.
void OffLimits::add(Place place) {
    if (const auto* mount = disk::mount_of(mounts_, place.path)) {
        place.mounted = mount->device;
        place.within = within(*mount, place.path);
    }
    for (const auto& mount : mounts_)
        if (disk::lies_below(mount.point, place.path))
            places_.push_back({.path = mount.point, .mounted = mount.device, .within = mount.root});
    places_.push_back(std::move(place));
}

void OffLimits::keep_own_mounts(std::span<const std::string> directories, milliseconds patience) {
    if (is_whole_) return;
    std::vector<Question> questions;
    for (const auto& directory : directories)
        questions.push_back([parent = std::filesystem::path(directory).parent_path()] {
            std::error_code failed;
            return Result<std::string>{std::filesystem::canonical(parent, failed).native()};
        });
    std::vector<std::string> own{"/", "/var/log"};
    for (const auto& parent : in_disposable_children(questions, PATH_MAX, patience))
        if (parent) own.push_back(*parent);
    for (const auto& path : own)
        if (const auto* mount = disk::mount_of(mounts_, path)) own_mounts_.push_back(mount->id);
}

/// Folders are moved to other disks than those of the system and of SAFR's own folder.
bool OffLimits::may_hold(std::string_view path) const {
    if (is_whole_) return false;
    const auto* mount = disk::mount_of(mounts_, path);
    return mount == nullptr ||
           std::find(own_mounts_.begin(), own_mounts_.end(), mount->id) == own_mounts_.end();
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
    if (may_hold(*path))
        return Error{
            Fault::refused,
            "may lie in a folder that SAFR's store of images has there, as not all of these "
            "can be told, so it is not read"};
    return places_.empty() ? Result<>{} : climb(file, *path);
}

}  // namespace diag::stream
