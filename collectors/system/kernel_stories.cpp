// SPDX-License-Identifier: Apache-2.0
// Troubles the kernel tells over several lines: OOM kills, servers that fall silent and come back.
#include <algorithm>
#include <set>

#include "collectors/system/kernel_trouble.hpp"
#include "collectors/system/kernel_words.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::size_t most_kills = 1000;
constexpr std::size_t most_servers = 100;

std::uint64_t kibibytes_after(std::string_view message, std::string_view mark) {
    auto word = word_after(message, mark);
    if (word.ends_with("kB")) word.remove_suffix(2);
    const auto kib = natural(word).value_or(0);
    return kib < (1ull << 50) ? kib * 1024 : 0;
}

/// From "Killed process 12 (java) total-vm:1kB, anon-rss:2kB, file-rss:3kB, shmem-rss:4kB"; kernel
/// 3.10 writes "Killed process 12 (java), UID 0, total-vm:...".
std::optional<OomKill> kill_of(std::string_view message) {
    constexpr std::string_view mark = "Killed process ";
    const auto start = message.find(mark);
    if (start == std::string_view::npos) return std::nullopt;
    const auto rest = message.substr(start + mark.size());
    const auto open = rest.find(" (");
    const auto figures = rest.find("total-vm:");
    const auto close = rest.substr(0, figures).rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    const auto pid = natural(rest.substr(0, open));
    if (!pid) return std::nullopt;
    OomKill kill{
        .time = {}, .victim = printable(rest.substr(open + 2, close - open - 2)), .pid = *pid};
    for (const auto part : {"anon-rss:", "file-rss:", "shmem-rss:"})
        kill.resident_bytes += kibibytes_after(rest, part);
    kill.in_group = has(message, "Memory cgroup out of memory");
    return kill;
}

/// The process a line says a cgroup's limit will cost, before the kill itself is told.
std::optional<std::uint64_t> doomed_by_group(std::string_view message) {
    if (has(message, "Memory cgroup out of memory: Kill process "))  // up to 4.20
        return natural(word_after(message, "Kill process "));
    if (has(message, "oom-kill:constraint=CONSTRAINT_MEMCG"))
        return natural(word_after(message, ",pid="));
    return std::nullopt;
}

Silence* silence_of(std::vector<Silence>& silences, std::string_view server) {
    const auto known = std::find_if(silences.begin(), silences.end(),
                                    [&](const Silence& each) { return each.server == server; });
    if (known != silences.end()) return &*known;
    if (silences.size() >= most_servers) return nullptr;
    return &silences.emplace_back(Silence{.server = printable(server.substr(0, 100))});
}

void note(Silence& silence, const KernelLine& line, bool answers) {
    if (answers) {
        if (silence.lasting && line.time && silence.last)
            silence.longest = std::max(silence.longest, *line.time - *silence.last);
        silence.lasting = false;
    } else if (!silence.lasting) {  // every waiting task prints its own line; the first counts
        silence.lasting = true;
        silence.last = line.time;
        ++silence.outages;
    }
}

}  // namespace

std::vector<OomKill> oom_kills_of(const std::vector<KernelLine>& lines) {
    std::vector<OomKill> kills;
    std::set<std::uint64_t> by_group;
    for (const auto& line : lines) {
        if (const auto pid = doomed_by_group(line.message)) by_group.insert(*pid);
        auto kill = kill_of(line.message);
        if (!kill || kills.size() >= most_kills) continue;
        kill->time = line.time;
        kill->in_group = kill->in_group || by_group.contains(kill->pid);
        kills.push_back(std::move(*kill));
    }
    return kills;
}

std::vector<Silence> silences_of(const std::vector<KernelLine>& lines) {
    std::vector<Silence> silences;
    for (const auto& line : lines) {
        const auto message = line.message;
        auto server = between(message, "nfs: server ", " ");
        bool answers = message.ends_with(" OK");
        bool silent = has(message, " not responding");
        if (server.empty() && message.starts_with("CIFS") && has(message, "has not responded")) {
            const auto name = message.substr(0, message.find(" has not"));
            server = name.substr(name.rfind(' ') + 1);
            silent = true;
            answers = false;
        }
        if (server.empty() || (!answers && !silent)) continue;
        if (auto* silence = silence_of(silences, server)) {
            note(*silence, line, answers);
            // CIFS reconnects without a word.
            if (message.starts_with("CIFS")) silence->lasting = false;
        }
    }
    return silences;
}

}  // namespace diag::host
