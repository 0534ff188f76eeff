// SPDX-License-Identifier: Apache-2.0
#include "collectors/logs/choose.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace diag::logs {
namespace {

/// Compressed logs unpack to 8 to 10 times their size (measured on 128 MB of service logs).
constexpr std::uint64_t gzip_ratio = 10;
/// A log may grow by this much until it is read, and a quarter more.
constexpr std::uint64_t growth = 64 << 10;
/// Less of a file than this tells nothing.
constexpr std::uint64_t least_grant = 16 << 10;
constexpr std::size_t most_files = 4'000;
/// `check` reads no more than a core can scan in a tenth of a second.
constexpr std::uint64_t brief_total = 32ull << 20;
constexpr std::uint64_t brief_file = 4ull << 20;

using Indices = std::vector<std::size_t>;

void drop_what_is_outside(std::vector<LogFile>& files, const Scope& scope) {
    std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
    for (auto& file : files) {
        if (!file.why.empty()) continue;
        if (file.modified < scope.since)
            file.why = why::before_window;
        else if (scope.brief && file.gzip)
            file.why = why::brief;
        else if (file.inode != 0 && !seen.emplace(file.device, file.inode).second)
            file.why = why::same_file;
    }
}

Indices newest_first(const std::vector<LogFile>& files) {
    Indices taken;
    for (std::size_t i = 0; i < files.size(); ++i)
        if (files[i].why.empty()) taken.push_back(i);
    std::stable_sort(taken.begin(), taken.end(), [&](std::size_t a, std::size_t b) {
        return files[a].modified > files[b].modified;
    });
    return taken;
}

std::uint64_t demand_of(const LogFile& file, std::uint64_t limit) {
    const auto unpacked = file.gzip ? file.bytes * gzip_ratio : file.bytes;
    return std::min(limit, unpacked + unpacked / 4 + growth);
}

/// Newest first until the room is used up.
void grant(std::vector<LogFile>& files, const Indices& stream, std::uint64_t room,
           std::uint64_t limit) {
    for (const auto index : stream) {
        auto& file = files[index];
        const auto wanted = demand_of(file, limit);
        const auto given = std::min(wanted, room);
        if (given < std::min(wanted, least_grant)) {
            file.why = why::no_room;
            continue;
        }
        file.limit = given;
        room -= given;
    }
}

/// Parts `room` between the groups and goes on with each.
template <class Group, class Go>
void share_out(const std::map<std::string, Group>& groups, std::uint64_t room,
               const std::function<std::uint64_t(const Group&)>& demand, Go go) {
    std::vector<std::uint64_t> demands;
    for (const auto& [name, group] : groups) demands.push_back(demand(group));
    const auto shares = fair_shares(demands, room);
    std::size_t next = 0;
    for (const auto& [name, group] : groups) go(group, shares[next++]);
}

}  // namespace

std::uint64_t file_limit(const Scope& scope) {
    return scope.brief ? std::min(scope.file_limit, brief_file) : scope.file_limit;
}

std::uint64_t total_limit(const Scope& scope) {
    return scope.brief ? std::min(scope.total_limit, brief_total) : scope.total_limit;
}

std::vector<std::uint64_t> fair_shares(const std::vector<std::uint64_t>& demands,
                                       std::uint64_t budget) {
    Indices by_size(demands.size());
    std::iota(by_size.begin(), by_size.end(), std::size_t{0});
    std::sort(by_size.begin(), by_size.end(),
              [&](std::size_t a, std::size_t b) { return demands[a] < demands[b]; });
    std::vector<std::uint64_t> shares(demands.size());
    for (std::size_t i = 0; i < by_size.size(); ++i) {
        auto& share = shares[by_size[i]];
        share = std::min(demands[by_size[i]], budget / (by_size.size() - i));
        budget -= share;
    }
    return shares;
}

void choose(std::vector<LogFile>& files, const Scope& scope, std::uint64_t set_aside) {
    drop_what_is_outside(files, scope);
    using Streams = std::map<std::string, Indices>;
    std::map<std::string, Streams> services;
    std::size_t count = 0;
    for (const auto index : newest_first(files)) {
        auto& file = files[index];
        if (count++ >= most_files)
            file.why = why::too_many;
        else
            services[file.service][std::string(stream_of_name(last_part(file.path)))].push_back(
                index);
    }
    const auto limit = file_limit(scope);
    const auto total = total_limit(scope);
    const std::function<std::uint64_t(const Indices&)> of_stream = [&](const Indices& stream) {
        std::uint64_t sum = 0;
        for (const auto index : stream) sum += demand_of(files[index], limit);
        return sum;
    };
    const std::function<std::uint64_t(const Streams&)> of_service = [&](const Streams& streams) {
        std::uint64_t sum = 0;
        for (const auto& [name, stream] : streams) sum += of_stream(stream);
        return sum;
    };
    share_out(services, total - std::min(total, set_aside), of_service,
              [&](const Streams& streams, std::uint64_t room) {
                  share_out(streams, room, of_stream,
                            [&](const Indices& stream, std::uint64_t part) {
                                grant(files, stream, part, limit);
                            });
              });
}

}  // namespace diag::logs
