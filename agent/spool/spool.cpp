// SPDX-License-Identifier: Apache-2.0
#include "agent/spool/spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <system_error>

#include "platform/descriptor.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".safrdiag";
constexpr std::size_t most_bundles = 10'000;
constexpr std::size_t owner_limit = 64;
/// Longer than it takes to seal a bundle whose owner is kept already.
constexpr milliseconds owner_grace{std::chrono::hours{24}};
constexpr std::array shelves{Shelf::ready, Shelf::sent, Shelf::revoked};

bool is_bundle_name(std::string_view name) {
    return name.size() > extension.size() && name.front() != '.' && name.ends_with(extension);
}

}  // namespace

std::string_view name_of(Shelf shelf) {
    switch (shelf) {
        case Shelf::ready:
            return "ready";
        case Shelf::sent:
            return "sent";
        case Shelf::revoked:
            break;
    }
    return "revoked";
}

Result<Spool> Spool::open(const std::filesystem::path& state) {
    Spool spool{state / "spool"};
    for (const char* shelf : {"new", "ready", "sent", "revoked", "owners"})
        if (const auto made = own_directory(spool.directory_ / shelf); !made) return made.error();
    const auto left = system_files().list(spool.workbench(), most_bundles);
    if (!left) return left.error();
    for (const auto& name : *left) {
        if (!is_bundle_name(name)) continue;
        if (const auto moved = spool.shelve(spool.workbench() / name); !moved) return moved.error();
    }
    return spool;
}

Result<std::filesystem::path> Spool::shelve(const std::filesystem::path& bundle) {
    const auto ready = directory_ / "ready";
    const auto target = ready / bundle.filename();
    if (::rename(bundle.c_str(), target.c_str()) != 0) {
        const int failure = errno;  // ENOENT: another process may have shelved it first
        if (failure != ENOENT || ::access(target.c_str(), F_OK) != 0)
            return from_errno(failure, bundle.native());
    }
    const Descriptor directory{::open(ready.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!directory || ::fsync(directory.get()) != 0) return from_errno(errno, ready.native());
    return target;
}

Result<std::vector<Spooled>> Spool::list() const {
    std::vector<Spooled> all;
    for (const auto shelf : shelves) {
        const auto directory = directory_ / name_of(shelf);
        const auto names = system_files().list(directory, most_bundles);
        if (!names) return names.error();
        for (const auto& name : *names) {
            struct stat status {};
            if (!is_bundle_name(name) || ::lstat((directory / name).c_str(), &status) != 0 ||
                !S_ISREG(status.st_mode))
                continue;
            all.push_back({.bundle_id = name.substr(0, name.size() - extension.size()),
                           .shelf = shelf,
                           .path = directory / name,
                           .bytes = static_cast<std::uint64_t>(status.st_size),
                           .written = Time{std::chrono::seconds{status.st_mtim.tv_sec}},
                           .shelved = Time{std::chrono::seconds{status.st_ctim.tv_sec}},
                           .request = owner_of(name.substr(0, name.size() - extension.size()))});
        }
    }
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.written < b.written; });
    return all;
}

fs::path Spool::owner_file(const std::string& bundle_id) const {
    return directory_ / "owners" / bundle_id;
}

/// What cannot be read is not taken for a bundle of somebody here.
std::string Spool::owner_of(const std::string& bundle_id) const {
    const auto text = system_files().read(owner_file(bundle_id), owner_limit);
    if (!text) return text.error().fault == Fault::absent ? "" : "?";
    const std::string request(trimmed(*text));
    return is_uuid(request) ? request : "?";
}

Result<> Spool::owned_by(const std::string& bundle_id, const std::string& request) {
    if (!is_uuid(bundle_id)) return Error{Fault::bug, "a bundle's id is a UUID"};
    return replace_file(owner_file(bundle_id), request + "\n");
}

Result<> Spool::move(const std::string& bundle_id, Shelf from, Shelf to) {
    const auto name = bundle_id + std::string(extension);
    if (!is_bundle_name(name) || name.find('/') != std::string::npos)
        return Error{Fault::absent, "no bundle of that name"};
    const auto source = directory_ / name_of(from) / name;
    if (::rename(source.c_str(), (directory_ / name_of(to) / name).c_str()) != 0)
        return from_errno(errno, source.native());
    return {};
}

Result<> Spool::sent(const std::string& bundle_id) {
    const auto moved = move(bundle_id, Shelf::ready, Shelf::sent);
    if (moved || moved.error().fault != Fault::absent) return moved;
    return move(bundle_id, Shelf::revoked, Shelf::sent);
}

Result<> Spool::remove(const std::string& bundle_id) {
    const auto all = list();
    if (!all) return all.error();
    for (const auto& each : *all) {
        if (each.bundle_id != bundle_id) continue;
        return remove_from(each.shelf, bundle_id);
    }
    return Error{Fault::absent, "no bundle " + bundle_id + " in the spool"};
}

Result<> Spool::remove_from(Shelf shelf, const std::string& bundle_id) {
    const auto name = bundle_id + std::string(extension);
    if (!is_bundle_name(name) || name.find('/') != std::string::npos)
        return Error{Fault::absent, "no bundle of that name"};
    const auto path = directory_ / name_of(shelf) / name;
    if (::unlink(path.c_str()) != 0) return from_errno(errno, path.native());
    std::error_code ignored;
    fs::remove(owner_file(bundle_id), ignored);
    return {};
}

Result<> Spool::take_back(const std::string& bundle_id) {
    return move(bundle_id, Shelf::ready, Shelf::revoked);
}

Result<> Spool::drop(const std::string& bundle_id) {
    return remove_from(Shelf::revoked, bundle_id);
}

Result<> Spool::remove_sent(const std::string& bundle_id) {
    return remove_from(Shelf::sent, bundle_id);
}

Result<> Spool::forget_owners(Time now) {
    const auto all = list();
    if (!all) return all.error();
    const auto names = system_files().list(directory_ / "owners", most_bundles * shelves.size());
    if (!names) return names.error();
    for (const auto& name : *names) {
        struct stat status {};
        const auto file = owner_file(name);
        if (std::ranges::find(*all, name, &Spooled::bundle_id) != all->end() ||
            ::lstat(file.c_str(), &status) != 0 ||
            Time{std::chrono::seconds{status.st_mtim.tv_sec}} + owner_grace > now)
            continue;
        std::error_code ignored;
        fs::remove(file, ignored);
    }
    return {};
}

std::vector<Spooled> outlived(const std::vector<Spooled>& all, Time now, milliseconds keep,
                              std::uint64_t bytes) {
    std::vector<Spooled> sent;
    for (const auto& each : all)
        if (each.shelf == Shelf::sent) sent.push_back(each);
    std::ranges::sort(sent, std::greater{}, &Spooled::shelved);
    std::uint64_t kept = 0;
    std::vector<Spooled> gone;
    for (const auto& each : sent) {
        // Once one does not fit, no older one stays.
        if (gone.empty() && now - each.shelved <= keep && each.bytes <= bytes - kept)
            kept += each.bytes;
        else
            gone.push_back(each);
    }
    std::ranges::reverse(gone);
    return gone;
}

}  // namespace diag
