// SPDX-License-Identifier: Apache-2.0
// The overview: what SAFR's store is on, which server, with which options, how much room.
#include <algorithm>

#include "collectors/disk/places.hpp"
#include "collectors/nfs/picture.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

std::string protocol_of(const Target& target) {
    const auto version = option_value(target.options, "vers");
    if (target.protocol == Protocol::smb)
        return "SMB" + (version ? " " + std::string(*version) : std::string{});
    if (version) return "NFS " + std::string(*version);
    return target.version != 0 ? "NFS " + std::to_string(target.version) : "NFS";
}

const Share* share_of(const Picture& picture, const Store& store) {
    const auto found = std::ranges::find_if(picture.shares, [&](const Share& share) {
        return share.target.mounted() && share.target.point == store.point;
    });
    return found == picture.shares.end() ? nullptr : &*found;
}

/// "2.0 TiB free of 8.0 TiB", or nothing.
std::string room(const Evidence& evidence, const Store& store, const Share* share) {
    std::uint64_t total = 0;
    std::uint64_t available = 0;
    if (const auto text = item(evidence, "space." + store.point)) {
        const auto space = disk::space_from(*text);
        if (space) {
            total = space->bytes_total;
            available = space->bytes_available;
        }
    } else if (const auto* step = share ? step_named(share->visit, "statvfs") : nullptr) {
        total = static_cast<std::uint64_t>(
            std::max<std::int64_t>(0, step->number("bytes_total").value_or(0)));
        available = static_cast<std::uint64_t>(
            std::max<std::int64_t>(0, step->number("bytes_available").value_or(0)));
    }
    return total == 0 ? "" : ", " + bytes_text(available) + " / " + bytes_text(total);
}

void note_store(const Picture& picture, const Store& store, Bench& bench) {
    const auto* share = share_of(picture, store);
    const auto where = share ? share->target.name() + " (" + protocol_of(share->target) + ")"
                             : store.point + " (" + (store.type.empty() ? "-" : store.type) + ")";
    bench.note(store.id == "backups" ? "nfs.backups" : "nfs.store",
               store.path + ": " + where + room(bench.evidence, store, share));
}

/// What an export took to use, "mount 1.0 ms, read 0.3 ms".
std::string times_of(const Share& share) {
    std::vector<std::string> words;
    for (const auto* steps : {&share.visit, &share.inside, &share.canary})
        for (const auto& step : *steps) {
            const bool telling = step.name == "mount" || step.name == "statvfs" ||
                                 step.name == "read" || step.name == "canary.fsync";
            const bool again = step.name == "mount" && !words.empty();
            if (step.good() && telling && !again)
                words.push_back(step.name + " " + ms_text(step.ms));
        }
    return joined(words);
}

void note_server(const Picture& picture, std::size_t number, Bench& bench) {
    const auto& server = picture.servers[number];
    const auto first = std::ranges::find(picture.shares, number, &Share::server);
    if (first == picture.shares.end()) return;
    std::vector<std::string> words;
    for (const auto& step : server.nfsd)
        words.push_back(step.name + " " + (step.good() ? ms_text(step.ms) : step.error));
    if (!words.empty()) bench.note("nfs.server", first->target.server + ": " + joined(words));
}

/// The server's own number for the file system: equal on all nodes that share one store.
void note_identity(const Picture& picture, const Share& share, Bench& bench) {
    const auto mount = std::ranges::find(picture.mounts, share.target.point, &disk::Mount::point);
    if (mount == picture.mounts.end()) return;
    for (const auto line : lines_of(item(bench.evidence, "volumes").value_or(""))) {
        const auto words = words_of(line);
        if (words.size() > 4 && words[3] == mount->device)
            bench.note("nfs.identity", share.target.name() + ": fsid " + std::string(words[4]));
    }
}

}  // namespace

void note_facts(const Picture& picture, Bench& bench) {
    for (const auto& store : picture.stores) {
        // The parts of the object store are told where they lie elsewhere.
        const bool apart = store.id == "objects" || store.id == "backups" ||
                           (store.id != "database" && store.point != picture.stores.front().point);
        if (apart && !store.point.empty()) note_store(picture, store, bench);
    }
    for (std::size_t i = 0; i < picture.servers.size(); ++i) note_server(picture, i, bench);
    for (const auto& share : picture.shares) {
        if (share.target.mounted() && !share.target.options.empty())
            bench.note("nfs.options", share.target.name() + ": " + share.target.options);
        if (const auto times = times_of(share); !times.empty())
            bench.note("nfs.times", share.target.name() + ": " + times);
        if (share.target.mounted()) note_identity(picture, share, bench);
    }
}

}  // namespace diag::nfs
