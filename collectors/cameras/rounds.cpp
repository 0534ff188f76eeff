// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/rounds.hpp"

#include <algorithm>

namespace diag::cameras {
namespace {

/// This many dialogues in a row must find a host dead before the rest of its cameras is believed to
/// be dead with it: else a dead recorder with 64 channels would cost 64 times the patience.
constexpr int enough_deaths = 2;

}  // namespace

Rounds::Rounds(const std::vector<std::size_t>& hosts, std::size_t per_host)
    : per_host_(std::max<std::size_t>(per_host, 1)) {
    for (std::size_t item = 0; item < hosts.size(); ++item) {
        if (hosts[item] >= hosts_.size()) hosts_.resize(hosts[item] + 1);
        hosts_[hosts[item]].items.push_back(item);
    }
    for (std::size_t host = 0; host < hosts_.size(); ++host) queue(host);
}

void Rounds::queue(std::size_t index) {
    auto& host = hosts_[index];
    if (host.queued || !host.left() || host.running >= per_host_) return;
    host.queued = true;
    ready_.push_back(index);
}

std::unique_ptr<Dialogue> Rounds::next(Instant now) {
    while (!ready_.empty()) {
        const auto index = ready_.front();
        ready_.pop_front();
        auto& host = hosts_[index];
        host.queued = false;
        if (!host.alive && host.deaths >= enough_deaths) {
            while (host.left()) pass_over(host.items[host.next++], host.death);
            continue;
        }
        const auto item = host.items[host.next++];
        auto dialogue = begin(item, host.items.size() - host.next, now);
        if (dialogue) {
            ++host.running;
            running_.emplace(dialogue.get(), Running{item, index});
        }
        queue(index);
        if (dialogue) return dialogue;
    }
    return nullptr;
}

void Rounds::ended(std::unique_ptr<Dialogue> dialogue) {
    const auto found = running_.find(dialogue.get());
    if (found == running_.end()) return;
    const auto [item, index] = found->second;
    running_.erase(found);
    auto& host = hosts_[index];
    --host.running;
    if (const auto death = finish(item, *dialogue)) {
        ++host.deaths;
        host.death = *death;
    } else {
        host.alive = true;
    }
    queue(index);
}

void Rounds::pass_over_the_rest() {
    for (auto& host : hosts_)
        while (host.left()) pass_over(host.items[host.next++], End::time_up);
    ready_.clear();
}

}  // namespace diag::cameras
