// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/mountstats.hpp"

#include <algorithm>
#include <span>

#include "collectors/disk/mountinfo.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

using Words = std::span<const std::string_view>;

/// All words as numbers, or nothing.
std::optional<std::vector<std::uint64_t>> numbers_of(Words words) {
    std::vector<std::uint64_t> numbers;
    for (const auto word : words) {
        const auto number = natural(word);
        if (!number) return {};
        numbers.push_back(*number);
    }
    return numbers;
}

/// "device nas:/export mounted on /srv/objects with fstype nfs4 statvers=1.1"
std::optional<MountCounters> header_of(Words words) {
    if (words.size() < 8 || words[0] != "device" || words[2] != "mounted" || words[3] != "on" ||
        words[5] != "with" || words[6] != "fstype")
        return {};
    if (words[7] != "nfs" && words[7] != "nfs4") return {};
    MountCounters mount;
    mount.source = disk::unescaped(words[1]);
    mount.point = disk::unescaped(words[4]);
    mount.type = words[7];
    return mount;
}

void read_events(MountCounters& mount, Words words) {
    const auto numbers = numbers_of(words);
    if (!numbers || numbers->size() < 25) return;
    mount.events = {.congestion_waits = (*numbers)[18],
                    .silly_renames = (*numbers)[21],
                    .short_reads = (*numbers)[22],
                    .short_writes = (*numbers)[23],
                    .delays = (*numbers)[24]};
}

/// tcp, rdma: port binds connects connect-time idle sends replies bad-xids queue backlog [slots]
/// udp: port binds sends replies bad-xids queue backlog [slots]
void read_transport(Transport& sum, Words words) {
    if (words.empty()) return;
    const auto numbers = numbers_of(words.subspan(1));
    const bool udp = words[0] == "udp";
    const std::size_t first = udp ? 2 : 5;  // the field "sends"
    if (!numbers || numbers->size() < first + 5) return;
    const auto at = [&](std::size_t field) { return (*numbers)[field]; };
    if (sum.connections++ == 0) sum.kind = words[0];
    sum.connects += udp ? 0 : at(2);
    sum.sends += at(first);
    sum.late_replies += at(first + 2);
    sum.backlog += at(first + 4);
    // rdma goes on with counters of its own.
    if (words[0] != "rdma" && numbers->size() > first + 5) sum.most_slots += at(first + 5);
}

/// "READ: count transmissions timeouts bytes-sent bytes-received queue rtt execute [errors]"
void read_operation(MountCounters& mount, std::string_view name, Words words) {
    const auto numbers = numbers_of(words);
    if (!numbers || numbers->size() < 8 || (*numbers)[0] == 0) return;
    mount.operations[printable(name)] = {
        .count = (*numbers)[0],
        .transmissions = (*numbers)[1],
        .timeouts = (*numbers)[2],
        .queue_ms = (*numbers)[5],
        .rtt_ms = (*numbers)[6],
        .execute_ms = (*numbers)[7],
        .errors = numbers->size() > 8 ? (*numbers)[8] : 0,
    };
}

void read_line(MountCounters& mount, Words words, bool& operations) {
    const auto rest = words.subspan(1);
    if (words[0] == "per-op") {
        operations = true;
    } else if (operations) {
        if (words[0].ends_with(':'))
            read_operation(mount, words[0].substr(0, words[0].size() - 1), rest);
    } else if (words[0] == "opts:" && !rest.empty()) {
        mount.options = rest[0];
    } else if (words[0] == "age:" && !rest.empty()) {
        mount.age = natural(rest[0]).value_or(0);
    } else if (words[0] == "events:") {
        read_events(mount, rest);
    } else if (words[0] == "xprt:") {
        read_transport(mount.transport, rest);
    }
}

/// `later - earlier`; clears `sound` when the counter ran backwards.
std::uint64_t grown(std::uint64_t earlier, std::uint64_t later, bool& sound) {
    if (later < earlier) sound = false;
    return later < earlier ? 0 : later - earlier;
}

Operation between(const Operation& a, const Operation& b, bool& sound) {
    return {.count = grown(a.count, b.count, sound),
            .transmissions = grown(a.transmissions, b.transmissions, sound),
            .timeouts = grown(a.timeouts, b.timeouts, sound),
            .queue_ms = grown(a.queue_ms, b.queue_ms, sound),
            .rtt_ms = grown(a.rtt_ms, b.rtt_ms, sound),
            .execute_ms = grown(a.execute_ms, b.execute_ms, sound),
            .errors = grown(a.errors, b.errors, sound)};
}

}  // namespace

std::vector<MountCounters> parse_mountstats(std::string_view text) {
    std::vector<MountCounters> mounts;
    bool inside = false;
    bool operations = false;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        if (words.empty()) continue;
        if (words[0] == "device") {
            auto header = header_of(words);
            inside = header.has_value();
            operations = false;
            if (header) mounts.push_back(std::move(*header));
        } else if (inside) {
            read_line(mounts.back(), words, operations);
        }
    }
    return mounts;
}

std::optional<MountCounters> between(const MountCounters& earlier, const MountCounters& later) {
    if (earlier.point != later.point || earlier.age > later.age) return {};
    bool sound = true;
    auto delta = later;
    delta.age = later.age - earlier.age;
    const auto& a = earlier.events;
    const auto& b = later.events;
    delta.events = {.congestion_waits = grown(a.congestion_waits, b.congestion_waits, sound),
                    .silly_renames = grown(a.silly_renames, b.silly_renames, sound),
                    .short_reads = grown(a.short_reads, b.short_reads, sound),
                    .short_writes = grown(a.short_writes, b.short_writes, sound),
                    .delays = grown(a.delays, b.delays, sound)};
    const auto& s = earlier.transport;
    const auto& t = later.transport;
    delta.transport.connects = grown(s.connects, t.connects, sound);
    delta.transport.sends = grown(s.sends, t.sends, sound);
    delta.transport.late_replies = grown(s.late_replies, t.late_replies, sound);
    delta.transport.backlog = grown(s.backlog, t.backlog, sound);
    for (auto& [name, operation] : delta.operations)
        if (const auto before = earlier.operations.find(name); before != earlier.operations.end())
            operation = between(before->second, operation, sound);
    return sound ? std::optional{std::move(delta)} : std::nullopt;
}

std::optional<double> mean(std::uint64_t sum, std::uint64_t count) {
    if (count == 0) return {};
    return static_cast<double>(sum) / static_cast<double>(count);
}

std::uint64_t retransmissions(const Operation& operation) {
    return operation.transmissions - std::min(operation.transmissions, operation.count);
}

}  // namespace diag::nfs
