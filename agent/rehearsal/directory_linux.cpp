// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "agent/rehearsal/directory.hpp"
#include "platform/files.hpp"
#include "platform/lock.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view begins = "rehearsal-";
constexpr std::size_t name_length = begins.size() + 6;  // mkdtemp(3)
constexpr std::size_t most_names = 100'000;
constexpr milliseconds patience{2'000};

fs::path lock_in(const fs::path& parent) { return parent / "rehearsal.lock"; }

/// Of a parent that nobody else works in.
void remove_all_in(const fs::path& parent) {
    const auto names = system_files().list(parent, most_names);
    if (!names) return;
    for (const auto& name : *names) {
        std::error_code failed;
        if (!name.starts_with(begins) || name.size() != name_length) continue;
        if (fs::is_directory(fs::symlink_status(parent / name, failed)))
            fs::remove_all(parent / name, failed);
        if (failed)
            log::warning("what an earlier rehearsal left cannot be removed: " +
                         printable((parent / name).native()) + ": " + failed.message());
    }
}

}  // namespace

ScratchDirectory::ScratchDirectory(fs::path path, Descriptor lock)
    : path_(std::move(path)), lock_(std::move(lock)) {}

ScratchDirectory::ScratchDirectory(ScratchDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::move(other.lock_)) {
    other.path_.clear();
}

ScratchDirectory::~ScratchDirectory() {
    if (path_.empty()) return;
    std::error_code failed;
    fs::remove_all(path_, failed);
    if (failed)
        log::warning("the scratch database cannot be removed, which the next rehearsal will try: " +
                     printable(path_.native()) + ": " + failed.message());
}

Result<ScratchDirectory> ScratchDirectory::make(const fs::path& parent) {
    if (const auto ours = own_directory(parent); !ours) return ours.error();
    auto lock = sole_holder(lock_in(parent));
    if (!lock && lock.error().fault == Fault::refused)
        return Error{Fault::refused, "another rehearsal is at work in " + parent.native()};
    if (!lock) return lock.error();
    remove_all_in(parent);
    std::error_code failed;
    const auto real = fs::canonical(parent, failed);
    if (failed) return Error{Fault::io, parent.native() + ": " + failed.message()};
    std::string name = (real / (std::string(begins) + "XXXXXX")).native();
    if (!::mkdtemp(name.data())) return from_errno(errno, parent.native());
    return ScratchDirectory(name, std::move(*lock));
}

Result<> is_within_reach(const fs::path& path, const SystemUser& user) {
    fs::path at;
    for (const auto& part : path.parent_path()) {
        at /= part;
        struct stat status {};
        if (::stat(at.c_str(), &status) != 0) return from_errno(errno, at.native());
        const auto needed = status.st_uid == user.uid   ? S_IXUSR
                            : status.st_gid == user.gid ? S_IXGRP
                                                        : S_IXOTH;
        if ((status.st_mode & needed) == 0)
            return Error{Fault::denied, user.name + ", whose the live database is, may not enter " +
                                            at.native() + ": set backup.scratch to a directory " +
                                            "that can be reached"};
    }
    return {};
}

void clear_left_overs(const fs::path& parent, Paths& paths) {
    std::error_code failed;
    const auto lock_file = fs::absolute(lock_in(parent), failed);
    if (failed || !paths.resolve(lock_file.native(), patience)) return;
    if (!own_directory(parent)) return;
    const auto lock = sole_holder(lock_file);
    if (lock) remove_all_in(parent);
}

}  // namespace diag::rehearsal
