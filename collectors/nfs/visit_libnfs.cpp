// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "collectors/nfs/client.hpp"
#include "collectors/nfs/visit.hpp"

namespace diag::nfs {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t read_limit = 4096;
constexpr std::size_t most_levels = 8;
/// A listing that needs more memory than this is given up: about 60,000 entries.
constexpr std::size_t listing_limit = std::size_t{16} << 20;

std::size_t heap_in_use() { return ::mallinfo2().uordblks; }

void note_space(const nfs_statvfs_64& status, Step& step) {
    const auto unit = status.f_frsize != 0 ? status.f_frsize : status.f_bsize;
    step.more["bytes_total"] = status.f_blocks * unit;
    step.more["bytes_free"] = status.f_bfree * unit;
    step.more["bytes_available"] = status.f_bavail * unit;
    step.more["inodes_total"] = status.f_files;
    step.more["inodes_free"] = status.f_ffree;
    step.more["read_only"] = (status.f_flag & ST_RDONLY) != 0;
}

struct Listing {
    bool came = false;
    int status = 0;
    nfsdir* directory = nullptr;
};

void on_listing(int status, nfs_context*, void* data, void* whose) {
    auto& listing = *static_cast<Listing*>(whose);
    listing.came = true;
    listing.status = status;
    if (status >= 0) listing.directory = static_cast<nfsdir*>(data);
}

/// libnfs reads a directory whole before it shows any of it, and one of a store may hold millions:
/// given up when it takes too long or too much memory. -EFBIG then.
int list(nfs_context* context, const std::string& path, milliseconds patience, nfsdir*& found) {
    // Static: libnfs may still call back when the context ends.
    static Listing listing;
    listing = {};
    const auto end = steady_clock::now() + patience;
    const auto before = heap_in_use();
    if (::nfs_opendir_async(context, path.c_str(), on_listing, &listing) != 0) return -EIO;
    while (!listing.came) {
        const auto left = std::chrono::duration_cast<milliseconds>(end - steady_clock::now());
        if (left.count() <= 0 || heap_in_use() > before + listing_limit) return -EFBIG;
        pollfd waiting{::nfs_get_fd(context), static_cast<short>(::nfs_which_events(context)), 0};
        if (::poll(&waiting, 1, static_cast<int>(left.count())) < 0) return -errno;
        if (::nfs_service(context, waiting.revents) < 0 && !listing.came) return -ECONNRESET;
    }
    found = listing.directory;
    return listing.status;
}

struct Content {
    std::uint64_t entries = 0;
    std::string file;    ///< the first one
    std::string folder;  ///< the first one that is not ours
};

Content content_of(nfs_context* context, nfsdir* directory) {
    Content content;
    while (const auto* entry = ::nfs_readdir(context, directory)) {
        const std::string_view name = entry->name ? entry->name : "";
        if (name.empty() || name == "." || name == "..") continue;
        ++content.entries;
        const bool is_folder = S_ISDIR(entry->mode) || entry->type == 2;  // NF3DIR, NF4DIR
        const bool is_file = S_ISREG(entry->mode) || entry->type == 1;    // NF3REG, NF4REG
        if (is_folder && content.folder.empty() && name != ".safr-diag") content.folder = name;
        if (!is_folder && is_file && content.file.empty()) content.file = name;
    }
    return content;
}

std::string below(const std::string& folder, const std::string& name) {
    return (folder == "/" ? "" : folder) + "/" + name;
}

void read_some(Client& client, const std::string& path) {
    nfsfh* file = nullptr;
    std::array<char, read_limit> thrown_away{};
    const int count = client.step("read", [&](nfs_context* context) {
        if (const int failed = ::nfs_open(context, path.c_str(), O_RDONLY, &file); failed < 0)
            return failed;
        return ::nfs_read(context, file, thrown_away.size(), thrown_away.data());
    });
    if (count >= 0) client.last().more["bytes"] = count;
    if (file) ::nfs_close(client.context(), file);
}

}  // namespace

std::vector<Step> visit(const VisitQuestion& question) {
    Client client(question);
    if (!client.mount()) return std::move(client).steps();
    nfs_statvfs_64 space{};
    const int told = client.step(
        "statvfs", [&](nfs_context* context) { return ::nfs_statvfs64(context, "/", &space); });
    if (told < 0) return std::move(client).steps();
    note_space(space, client.last());
    nfs_stat_64 status{};
    const int there = client.step("stat", [&](nfs_context* context) {
        return ::nfs_stat64(context, client.folder().c_str(), &status);
    });
    if (there < 0) return std::move(client).steps();
    client.last().more["mode"] = status.nfs_mode & 07777;
    client.last().more["user"] = status.nfs_uid;
    client.last().more["group"] = status.nfs_gid;
    client.step("access", [&](nfs_context* context) {
        return ::nfs_access(context, client.folder().c_str(), R_OK | W_OK | X_OK);
    });
    return std::move(client).steps();
}

std::vector<Step> look_inside(const VisitQuestion& question) {
    Client client(question);
    if (!client.mount()) return std::move(client).steps();
    auto folder = client.folder();
    for (std::size_t level = 0; level < most_levels; ++level) {
        nfsdir* directory = nullptr;
        const int listed = client.step("list", [&](nfs_context* context) {
            return list(context, folder, client.patience(), directory);
        });
        if (listed == -EFBIG) {
            client.last().error.clear();
            client.last().more["cut"] = true;
        }
        if (!directory) break;
        const auto content = content_of(client.context(), directory);
        ::nfs_closedir(client.context(), directory);
        client.last().more["entries"] = content.entries;
        if (!content.file.empty()) {
            read_some(client, below(folder, content.file));
            break;
        }
        if (content.folder.empty()) break;
        folder = below(folder, content.folder);
    }
    return std::move(client).steps();
}

}  // namespace diag::nfs
