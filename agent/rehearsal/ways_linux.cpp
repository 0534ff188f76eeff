// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <ranges>

#include "agent/rehearsal/ways.hpp"
#include "platform/files.hpp"
#include "platform/json.hpp"
#include "platform/lock.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

namespace fs = std::filesystem;

constexpr mode_t all_bits = 07777;
constexpr auto no_change = static_cast<uid_t>(-1);  // chown(2)
constexpr std::size_t record_limit = 64 << 10;

fs::path record_in(const fs::path& state) { return state / "rehearsal-ways.json"; }
fs::path lock_in(const fs::path& state) { return state / "rehearsal-ways.lock"; }

Descriptor opened(const fs::path& directory) {
    return Descriptor{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
}

Result<Access> access_of(int directory) {
    struct stat status {};
    if (::fstat(directory, &status) != 0) return from_errno(errno, "looking at it");
    return Access{status.st_gid, status.st_mode & all_bits};
}

json::object to_json(const Access& access) {
    return {{"group", access.group}, {"mode", access.mode}};
}

std::optional<Access> access_from(const json::value& document, const std::string& member) {
    const auto group = json::integer_at(document, member + ".group");
    const auto mode = json::integer_at(document, member + ".mode");
    if (!group || *group < 0 || *group >= static_cast<gid_t>(-1)) return std::nullopt;
    if (!mode || *mode < 0 || *mode > std::int64_t{all_bits}) return std::nullopt;
    return Access{static_cast<gid_t>(*group), static_cast<mode_t>(*mode)};
}

Result<> keep(const fs::path& state, const std::vector<Way>& ways) {
    json::array all;
    for (const auto& way : ways)
        all.push_back(json::object{{"path", way.path},
                                   {"before", to_json(way.before)},
                                   {"meanwhile", to_json(way.meanwhile)}});
    return replace_file(record_in(state), json::write(json::object{{"opened", std::move(all)}}));
}

Result<std::vector<Way>> kept(const fs::path& state) {
    const auto text = system_files().read(record_in(state), record_limit);
    if (!text && text.error().fault == Fault::absent) return std::vector<Way>{};
    if (!text) return text.error();
    const Error broken{
        Fault::malformed,
        record_in(state).native() +
            " does not tell what a rehearsal opened: look at the group and mode of " +
            state.native() + " and of what is in it, and remove the file"};
    const auto document = json::parse(*text);
    if (!document || json::find(*document, "opened") == nullptr) return broken;
    std::vector<Way> ways;
    for (const auto& one : json::list_at(*document, "opened")) {
        const auto path = json::text_at(one, "path");
        const auto before = access_from(one, "before");
        const auto meanwhile = access_from(one, "meanwhile");
        if (!path || !fs::path(*path).is_absolute() || !before || !meanwhile) return broken;
        ways.push_back({*path, *before, *meanwhile, {}});
    }
    return ways;
}

/// Also what was opened or closed by half, but not what somebody else changed.
Result<> put_back(int directory, const Way& way) {
    const auto now = access_of(directory);
    if (!now) return now.error();
    const auto& [path, before, meanwhile, unused] = way;
    if (now->group != meanwhile.group || (now->mode != meanwhile.mode && now->mode != before.mode))
        return {};
    // Closed first: at no time may another group pass.
    if (::fchmod(directory, before.mode) != 0 || ::fchown(directory, no_change, before.group) != 0)
        return from_errno(errno, path);
    // Before the record goes. Not every file system can: no matter.
    [[maybe_unused]] const int on_disk = ::fsync(directory);
    return {};
}

Result<> put_back_kept(const fs::path& state) {
    const auto ways = kept(state);
    if (!ways) return ways.error();
    for (const auto& way : *ways | std::views::reverse) {
        const auto directory = opened(way.path);
        if (!directory && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
            continue;  // what was opened is no longer there
        if (!directory) return from_errno(errno, way.path);
        if (const auto done = put_back(directory.get(), way); !done) return done;
    }
    std::error_code failed;
    fs::remove(record_in(state), failed);
    if (failed) return Error{Fault::io, record_in(state).native() + ": " + failed.message()};
    return {};
}

}  // namespace

OpenWays::OpenWays(fs::path state, Descriptor lock)
    : state_(std::move(state)), lock_(std::move(lock)) {}

Result<OpenWays> OpenWays::begin(const fs::path& state) {
    if (const auto ours = own_directory(state); !ours) return ours.error();
    auto lock = sole_holder(lock_in(state));
    if (!lock && lock.error().fault == Fault::refused)
        return Error{Fault::refused, "another rehearsal has directories of ours opened, as " +
                                         lock_in(state).native() + " tells"};
    if (!lock) return lock.error();
    if (const auto closed = put_back_kept(state); !closed) return closed.error();
    return OpenWays(state, std::move(*lock));
}

Result<> OpenWays::open(const fs::path& directory, const SystemUser& user) {
    auto descriptor = opened(directory);
    if (!descriptor) return from_errno(errno, directory.native());
    const auto before = access_of(descriptor.get());
    if (!before) return before.error();
    const bool others_group = before->group != user.gid && (before->mode & S_IRWXG) != 0;
    const Access meanwhile{user.gid, before->mode | S_IXGRP};
    if ((before->mode & S_IXOTH) != 0 || others_group || *before == meanwhile) return {};
    ways_.push_back({directory.native(), *before, meanwhile, std::move(descriptor)});
    if (const auto noted = keep(state_, ways_); !noted) {
        ways_.pop_back();
        return noted;
    }
    // From here on what was changed is changed back, whatever fails.
    const int fd = ways_.back().directory.get();
    if (::fchown(fd, no_change, meanwhile.group) != 0 || ::fchmod(fd, meanwhile.mode) != 0)
        return from_errno(errno, directory.native());
    return {};
}

OpenWays::~OpenWays() {
    if (ways_.empty()) return;
    bool all = true;
    for (const auto& way : ways_ | std::views::reverse)
        if (const auto done = put_back(way.directory.get(), way); !done) {
            all = false;
            log::warning(
                "a directory on the way to the scratch database does not get back the group and "
                "mode it had, which the next start will try: " +
                printable(done.error().what));
        }
    std::error_code unimportant;
    if (all) fs::remove(record_in(state_), unimportant);
}

void close_ways(const fs::path& state) {
    std::error_code unknown;
    if (!fs::exists(fs::symlink_status(record_in(state), unknown))) return;
    if (!own_directory(state)) return;
    const auto lock = sole_holder(lock_in(state));
    if (!lock) return;
    if (const auto closed = put_back_kept(state); !closed)
        log::warning("what a rehearsal that was killed opened is not closed: " +
                     printable(closed.error().what));
}

}  // namespace diag::rehearsal
