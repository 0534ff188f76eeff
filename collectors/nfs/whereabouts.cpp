// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/whereabouts.hpp"

#include <deque>

#include "platform/text.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t most_links = 40;  // as the kernel, path_resolution(7)

std::deque<std::string> components_of(std::string_view path) {
    std::deque<std::string> components;
    for (const auto part : parts_of(path, '/'))
        if (!part.empty() && part != ".") components.emplace_back(part);
    return components;
}

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "" : path.substr(0, slash);
}

}  // namespace

bool may_hang(const disk::Mount& mount) {
    return disk::storage_of(mount) == disk::Storage::network || mount.type == "autofs";
}

Whereabouts whereabouts_of(
    const std::string& path, const std::vector<disk::Mount>& mounts,
    const std::function<Result<std::string>(const std::string&)>& link_target) {
    Whereabouts found;
    std::string at;  // without a slash at its end: "" is the root
    auto left = components_of(path);
    while (!left.empty()) {
        const auto part = left.front();
        left.pop_front();
        if (part == "..") {
            at = parent_of(at);
            continue;
        }
        const auto next = at + "/" + part;
        const auto* mount = disk::mount_of(mounts, next);
        if (mount && may_hang(*mount)) {
            at = next;
            continue;
        }
        const auto target = link_target(next);
        if (!target || target->empty()) {
            at = next;
            continue;
        }
        found.links.push_back(next + " -> " + *target);
        if (found.links.size() > most_links) {
            found.loops = true;
            at = next;
            break;
        }
        if (target->front() == '/') at.clear();
        const auto further = components_of(*target);
        left.insert(left.begin(), further.begin(), further.end());
    }
    found.path = at.empty() ? "/" : at;
    found.mount = disk::mount_of(mounts, found.path);
    return found;
}

}  // namespace diag::nfs
