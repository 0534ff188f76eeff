// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/outages.hpp"

#include <algorithm>
#include <array>

#include "platform/text.hpp"

namespace diag::nfs {
namespace {

constexpr std::size_t most_outages = 1000;
constexpr auto npos = std::string_view::npos;

enum class Word { silent, gave_up, answers, reconnects };

struct Message {
    std::string_view server;
    Word word = Word::silent;
};

/// "nfs: server nas01 not responding, still trying", "... timed out", "nfs: server nas01 OK".
std::optional<Message> nfs_message(std::string_view line) {
    constexpr std::string_view mark = "nfs: server ";
    const auto at = line.find(mark);
    if (at == npos) return {};
    const auto rest = line.substr(at + mark.size());
    const auto blank = rest.find(' ');
    if (blank == npos || blank == 0) return {};
    const auto words = rest.substr(blank + 1);
    if (words.starts_with("not responding, timed out"))
        return Message{rest.substr(0, blank), Word::gave_up};
    if (words.starts_with("not responding")) return Message{rest.substr(0, blank), Word::silent};
    if (trimmed(words) == "OK") return Message{rest.substr(0, blank), Word::answers};
    return {};
}

/// "CIFS: VFS: \\nas01 has not responded in 180 seconds. Reconnecting..."
std::optional<Message> smb_message(std::string_view line) {
    if (line.find("CIFS") == npos) return {};
    const auto end = line.find(" has not responded");
    if (end == npos) return {};
    auto server = line.substr(0, end);
    server = server.substr(server.rfind(' ') + 1);
    while (server.starts_with('\\')) server.remove_prefix(1);
    if (server.empty()) return {};
    return Message{server, Word::reconnects};
}

/// A soft mount tells every request it gives up; those so close together are one outage.
constexpr milliseconds one_trouble{600'000};

Outage* last_outage(std::vector<Outage>& outages, std::string_view server) {
    const auto found = std::find_if(outages.rbegin(), outages.rend(),
                                    [&](const Outage& outage) { return outage.server == server; });
    return found == outages.rend() ? nullptr : &*found;
}

bool belongs_to(const Outage& outage, std::optional<Time> time) {
    if (!outage.ended) return true;
    return outage.gave_up && time && outage.to && *time >= *outage.to &&
           *time - *outage.to < one_trouble;
}

void note(std::vector<Outage>& outages, const Message& message, std::optional<Time> time) {
    const auto server = printable(message.server.substr(0, 200));
    auto* outage = last_outage(outages, server);
    if (outage && !belongs_to(*outage, time)) outage = nullptr;
    if (!outage) {
        if (message.word == Word::answers || outages.size() >= most_outages) return;
        outage = &outages.emplace_back(Outage{.server = server, .from = time});
    }
    if (message.word == Word::silent) {
        outage->ended = false;
        outage->to.reset();
        return;
    }
    // CIFS says no more about a server it connects to anew, a soft mount none about its programs.
    outage->ended = true;
    outage->to = time;
    outage->gave_up = outage->gave_up || message.word == Word::gave_up;
}

}  // namespace

std::vector<Outage> outages_of(const std::vector<host::KernelLine>& lines) {
    std::vector<Outage> outages;
    for (const auto& line : lines) {
        auto message = nfs_message(line.message);
        if (!message) message = smb_message(line.message);
        if (message) note(outages, *message, line.time);
    }
    return outages;
}

std::string lines_about_servers(std::string_view log) {
    constexpr std::array<std::string_view, 5> marks{"nfs:", "NFS:", "CIFS", "RPC:", "lockd:"};
    std::string kept;
    for (const auto line : lines_of(log)) {
        if (std::ranges::none_of(marks,
                                 [&](std::string_view mark) { return line.find(mark) != npos; }))
            continue;
        kept += line;
        kept += '\n';
    }
    return kept;
}

}  // namespace diag::nfs
