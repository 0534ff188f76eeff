// SPDX-License-Identifier: Apache-2.0
#include "platform/tree_linux.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <memory>

#include "platform/descriptor.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::tree {
namespace {

constexpr int most_links = 40;  // as the kernel: path_resolution(7)
constexpr std::size_t deepest = 16;

Kind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return Kind::file;
    if (S_ISDIR(mode)) return Kind::directory;
    if (S_ISLNK(mode)) return Kind::link;
    return Kind::other;
}

Entry entry_of(std::string path, const struct stat& status) {
    const auto modified = std::chrono::seconds{status.st_mtim.tv_sec} +
                          std::chrono::nanoseconds{status.st_mtim.tv_nsec};
    return {.path = std::move(path),
            .kind = kind_of(status.st_mode),
            .bytes = static_cast<std::uint64_t>(status.st_size),
            .allocated = static_cast<std::uint64_t>(status.st_blocks) * 512,
            .modified = Time{std::chrono::duration_cast<milliseconds>(modified)},
            .inode = status.st_ino,
            .device = status.st_dev};
}

/// Calls `each(entry)` for all that lies below; it returns false to end early. Directories that
/// cannot be listed go to `blocked(path)`. Fails when the top cannot be opened.
template <class Each, class Blocked>
Result<> visit(const std::string& top, Each each, Blocked blocked) {
    struct Level {
        std::string path;
        std::size_t depth;
    };
    const Descriptor root{::open(top.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    struct stat status {};
    if (!root || ::fstat(root.get(), &status) != 0) return from_errno(errno, top);
    const auto device = status.st_dev;
    std::deque<Level> waiting{{"", 0}};
    while (!waiting.empty()) {
        const auto level = std::move(waiting.front());
        waiting.pop_front();
        const int opened = ::openat(root.get(), level.path.empty() ? "." : level.path.c_str(),
                                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        const std::unique_ptr<DIR, int (*)(DIR*)> listing(
            opened < 0 ? nullptr : ::fdopendir(opened), ::closedir);
        if (!listing) {
            blocked(level.path);
            continue;
        }
        while (const auto* found = ::readdir(listing.get())) {
            const std::string_view name = found->d_name;
            if (name == "." || name == "..") continue;
            if (::fstatat(opened, found->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
            auto entry = entry_of(
                level.path.empty() ? std::string(name) : level.path + "/" + std::string(name),
                status);
            if (entry.kind == Kind::directory && status.st_dev == device &&
                level.depth + 1 < deepest)
                waiting.push_back({entry.path, level.depth + 1});
            if (!each(std::move(entry))) return {};
        }
    }
    return {};
}

}  // namespace

std::uint64_t Numbers::next() {
    const auto gap = text_.find(' ');
    const auto number = natural(text_.substr(0, gap));
    text_.remove_prefix(gap == std::string_view::npos ? text_.size() : gap + 1);
    return number.value_or(0);
}

Result<std::string> resolve(const std::string& path) {
    if (!path.starts_with('/')) return Error{Fault::refused, path + ": not an absolute path"};
    std::deque<std::string> ahead;
    for (const auto part : parts_of(path, '/')) ahead.emplace_back(part);
    std::string at;
    std::string links;
    // How many of the parts ahead come after the link being followed; what comes before is its
    // target. Only a missing part of a target makes the link dangle.
    auto after_link = ahead.size();
    struct stat status {};
    for (int followed = 0; !ahead.empty();) {
        const auto part = std::move(ahead.front());
        ahead.pop_front();
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            at.erase(at.rfind('/') == std::string::npos ? 0 : at.rfind('/'));
            continue;
        }
        const auto next = at + "/" + part;
        if (::lstat(next.c_str(), &status) != 0) {
            const bool missing = errno == ENOENT || errno == ENOTDIR;
            if (followed == 0 || ahead.size() < after_link || !missing)
                return from_errno(errno, path);
            return "0 1 " + next + '\0' + links;
        }
        if (!S_ISLNK(status.st_mode)) {
            at = next;
            continue;
        }
        if (++followed > most_links) return from_errno(ELOOP, path);
        const auto target = system_files().link_target(next);
        if (!target) return target.error();
        links += next + " -> " + *target + '\0';
        if (target->starts_with('/')) at.clear();
        after_link = std::min(after_link, ahead.size());
        const auto parts = parts_of(*target, '/');
        for (auto each = parts.rbegin(); each != parts.rend(); ++each) ahead.emplace_front(*each);
    }
    if (at.empty()) at = "/";
    if (::lstat(at.c_str(), &status) != 0) return from_errno(errno, path);
    return std::to_string(status.st_dev) + " 0 " + at + '\0' + links;
}

Result<Resolved> resolved_from(const std::string& text) {
    Numbers numbers(text);
    Resolved resolved;
    resolved.device = numbers.next();
    resolved.dangling = numbers.next() != 0;
    auto parts = parts_of(numbers.rest(), '\0');
    resolved.path = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i)
        if (!parts[i].empty()) resolved.links.emplace_back(parts[i]);
    return resolved;
}

Result<std::string> walk(const std::string& directory, std::size_t limit) {
    std::string text;
    std::string blocked;
    std::size_t count = 0;
    bool cut = false;
    const auto visited = visit(
        directory,
        [&](const Entry& entry) {
            if (count == limit) {
                cut = true;
                return false;
            }
            ++count;
            text += std::to_string(static_cast<int>(entry.kind));
            for (const std::uint64_t number :
                 {entry.bytes, entry.allocated, entry.inode, entry.device})
                text += " " + std::to_string(number);
            text += " " + std::to_string(entry.modified.time_since_epoch().count()) + " " +
                    entry.path + '\0';
            return true;
        },
        [&](const std::string& path) { blocked += path + '\0'; });
    if (!visited) return visited.error();
    return std::to_string(static_cast<int>(cut)) + " " + std::to_string(count) + " " + text +
           blocked;
}

Result<Walk> walk_from(const std::string& text) {
    Numbers head(text);
    Walk walk;
    walk.cut = head.next() != 0;
    const auto count = head.next();
    const auto records = parts_of(head.rest(), '\0');
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (i >= count) {
            if (i + 1 < records.size()) walk.unreadable.emplace_back(records[i]);
            continue;
        }
        Numbers numbers(records[i]);
        Entry entry;
        entry.kind = static_cast<Kind>(numbers.next());
        entry.bytes = numbers.next();
        entry.allocated = numbers.next();
        entry.inode = numbers.next();
        entry.device = numbers.next();
        const auto gap = numbers.rest().find(' ');
        entry.modified = Time{milliseconds{integer(numbers.rest().substr(0, gap)).value_or(0)}};
        entry.path = numbers.rest().substr(gap + 1);
        walk.entries.push_back(std::move(entry));
    }
    return walk;
}

Result<std::string> usage(const std::string& directory, std::size_t limit, milliseconds patience) {
    const auto deadline = system_clock().uptime() + patience;
    std::uint64_t bytes = 0;
    std::uint64_t files = 0;
    std::uint64_t directories = 0;
    bool cut = false;
    const auto visited = visit(
        directory,
        [&](const Entry& entry) {
            if (++files > limit || system_clock().uptime() >= deadline) {
                cut = true;
                return false;
            }
            bytes += entry.allocated;
            directories += entry.kind == Kind::directory;
            return true;
        },
        [&](const std::string&) {});
    if (!visited) return visited.error();
    return std::to_string(bytes) + " " + std::to_string(files) + " " +
           std::to_string(static_cast<int>(cut)) + " " + std::to_string(directories);
}

Result<Usage> usage_from(const std::string& text) {
    Numbers numbers(text);
    Usage usage;
    usage.bytes = numbers.next();
    usage.files = numbers.next();
    usage.cut = numbers.next() != 0;
    usage.directories = numbers.next();
    return usage;
}

}  // namespace diag::tree
