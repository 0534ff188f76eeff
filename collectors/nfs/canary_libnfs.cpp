// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <random>

#include "collectors/nfs/client.hpp"
#include "collectors/nfs/visit.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t canary_size = 4096;  // the block size the vendor wants (safr-facts 2.5)
constexpr std::size_t part_size = 1024;
constexpr std::string_view prefix = "canary-";
/// Nobody's canary lives this long: every run has a deadline below it.
constexpr std::time_t abandoned_after = 3600;

using Block = std::array<char, canary_size>;

/// Not one byte repeated: a server that answers with zeroes must not pass.
Block canary_bytes() {
    Block bytes{};
    std::uint32_t state = static_cast<std::uint32_t>(::getpid()) | 1;
    for (auto& byte : bytes) {
        state = state * 1'664'525u + 1'013'904'223u;
        byte = static_cast<char>(state >> 24);
    }
    return bytes;
}

/// Removes what a run that was killed left behind.
void remove_abandoned(nfs_context* context, const std::string& folder) {
    nfsdir* directory = nullptr;
    if (::nfs_opendir(context, folder.c_str(), &directory) < 0) return;
    std::vector<std::string> abandoned;
    while (const auto* entry = ::nfs_readdir(context, directory))
        if (entry->name && std::string_view(entry->name).starts_with(prefix) &&
            entry->mtime.tv_sec + abandoned_after < std::time(nullptr))
            abandoned.push_back(folder + "/" + entry->name);
    ::nfs_closedir(context, directory);
    for (const auto& path : abandoned) ::nfs_unlink(context, path.c_str());
}

/// In parts: libnfs 4.0 cannot encode a version 4 request that writes 4 KiB at once.
int write_all(nfs_context* context, nfsfh* file, Block& bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += part_size) {
        const int written = ::nfs_pwrite(context, file, at, part_size, bytes.data() + at);
        if (written < 0) return written;
        if (static_cast<std::size_t>(written) != part_size) return -EIO;
    }
    return static_cast<int>(bytes.size());
}

bool write_and_sync(Client& client, nfsfh* file, Block& bytes) {
    const int written = client.step(
        "canary.write", [&](nfs_context* context) { return write_all(context, file, bytes); });
    if (written < 0) return false;
    client.last().more["bytes"] = written;
    return client.step("canary.fsync",
                       [&](nfs_context* context) { return ::nfs_fsync(context, file); }) >= 0;
}

/// Through a handle of its own, so that nothing kept in memory answers.
void read_back(Client& client, const std::string& path, const Block& bytes) {
    nfsfh* file = nullptr;
    Block seen{};
    const int count = client.step("canary.read", [&](nfs_context* context) {
        if (const int failed = ::nfs_open(context, path.c_str(), O_RDONLY, &file); failed < 0)
            return failed;
        return ::nfs_pread(context, file, 0, seen.size(), seen.data());
    });
    if (count >= 0) {
        client.last().more["bytes"] = count;
        client.step("canary.compare", [&](nfs_context*) { return seen == bytes ? 0 : -EIO; });
    }
    if (file) ::nfs_close(client.context(), file);
}

}  // namespace

std::vector<Step> write_canary(const VisitQuestion& question) {
    Client client(question);
    if (!client.mount()) return std::move(client).steps();
    const auto folder = (client.folder() == "/" ? "" : client.folder()) + "/.safr-diag";
    // Several servers of a cluster may be at it in the same second with the same process number.
    const auto path = folder + "/" + std::string(prefix) + std::to_string(std::random_device{}());
    auto bytes = canary_bytes();
    nfsfh* file = nullptr;
    bool made = false;
    const int created = client.step("canary.create", [&](nfs_context* context) {
        int opened = -ENOENT;
        // Another server of the cluster may remove the folder, empty to it, before we write there.
        for (int tries = 0; opened == -ENOENT && tries < 5; ++tries) {
            const int folder_made = ::nfs_mkdir2(context, folder.c_str(), 0700);
            if (folder_made < 0 && folder_made != -EEXIST) return folder_made;
            made = true;
            if (tries == 0) remove_abandoned(context, folder);
            opened = ::nfs_open2(context, path.c_str(), O_CREAT | O_RDWR | O_EXCL, 0600, &file);
        }
        return opened;
    });
    const bool synced = created >= 0 && write_and_sync(client, file, bytes);
    if (file) ::nfs_close(client.context(), file);
    if (synced) read_back(client, path, bytes);
    if (!made) return std::move(client).steps();
    client.step("canary.remove", [&](nfs_context* context) {
        const int removed = ::nfs_unlink(context, path.c_str());
        // Not empty where another server of the cluster is at it: the folder is theirs to remove.
        const int cleared = ::nfs_rmdir(context, folder.c_str());
        if (removed == -ENOENT && created < 0) return 0;
        if (removed < 0) return removed;
        const bool theirs = cleared == -ENOTEMPTY || cleared == -EEXIST || cleared == -ENOENT;
        return cleared >= 0 || theirs ? 0 : cleared;
    });
    return std::move(client).steps();
}

}  // namespace diag::nfs
