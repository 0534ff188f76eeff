// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "collectors/network/echo.hpp"
#include "collectors/network/echo_line.hpp"
#include "platform/cpu_queue.hpp"

namespace diag::network {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t times_each = 2;
constexpr std::size_t times_again = 3;

/// Takes what comes until `until`, and what has come by then, or until nothing is missing any more.
void listen(std::vector<EchoLine>& lines, std::vector<EchoRecord>& records,
            Steady::time_point until, bool to_the_end) {
    for (bool last = false; !last;) {
        std::vector<pollfd> waiting;
        std::vector<std::size_t> numbers;
        for (std::size_t i = 0; i < lines.size(); ++i)
            if (lines[i].waits()) {
                waiting.push_back({lines[i].socket.get(), POLLIN, 0});
                numbers.push_back(i);
            }
        const auto left =
            std::max(std::chrono::ceil<milliseconds>(until - Steady::now()), milliseconds{0});
        last = left.count() == 0;
        if (waiting.empty() && (last || !to_the_end)) return;
        const int ready = ::poll(waiting.data(), waiting.size(), static_cast<int>(left.count()));
        if (ready <= 0) continue;
        for (std::size_t i = 0; i < waiting.size(); ++i)
            if (waiting[i].revents != 0) receive(lines[numbers[i]], records[numbers[i]]);
    }
}

/// Sizes that left and were not answered, while others were.
std::vector<std::size_t> missing(const EchoLine& line, const EchoRecord& record) {
    std::vector<std::size_t> sizes;
    if (record.received == 0 || record.arrived.empty() || record.told != 0) return sizes;
    for (const auto size : record.sizes)
        if (std::ranges::find(record.arrived, size) == record.arrived.end() &&
            std::ranges::any_of(
                line.packets, [&](const SentEcho& each) { return each.left && each.size == size; }))
            sizes.push_back(size);
    return sizes;
}

void send_again(std::vector<EchoLine>& lines, std::vector<EchoRecord>& records, milliseconds apart,
                milliseconds patience) {
    for (std::size_t time = 0; time < times_again; ++time) {
        std::vector<std::vector<std::size_t>> all(lines.size());
        std::size_t rounds = 0;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            all[i] = missing(lines[i], records[i]);
            rounds = std::max(rounds, all[i].size());
        }
        if (rounds == 0) return;
        for (std::size_t round = 0; round < rounds; ++round) {
            for (std::size_t i = 0; i < lines.size(); ++i)
                if (round < all[i].size()) send_one(lines[i], records[i], all[i][round]);
            listen(lines, records, Steady::now() + apart, true);
        }
    }
    listen(lines, records, Steady::now() + patience, false);
}

void finish(const EchoLine& line, EchoRecord& record, bool starved) {
    const auto left = [&](std::size_t size) {
        return std::ranges::any_of(
            line.packets, [&](const SentEcho& each) { return each.left && each.size == size; });
    };
    // What our own kernel refused as too large is listed with the MTU that it told.
    if (record.told == 0) std::erase_if(record.sizes, [&](auto size) { return !left(size); });
    for (const auto& each : line.packets)
        if (each.size != 0 && each.left && !each.answered &&
            std::ranges::find(record.arrived, each.size) != record.arrived.end())
            ++record.lost_large;
    record.starved = starved && line.waits();
    if (record.received > 0) record.mean_ms /= static_cast<double>(record.received);
    std::ranges::sort(record.arrived, std::ranges::greater{});
    const auto same = std::ranges::unique(record.arrived);
    record.arrived.erase(same.begin(), same.end());
}

}  // namespace

std::vector<EchoRecord> send_echoes(const std::vector<EchoPlan>& plans, milliseconds apart,
                                    milliseconds patience) {
    std::vector<EchoLine> lines(plans.size());
    std::vector<EchoRecord> records(plans.size());
    std::size_t rounds = 0;
    const auto queued = queued_for_cpu(::getpid());
    for (std::size_t i = 0; i < plans.size(); ++i) {
        // A raw socket hears the echoes of all: each line has a number of its own.
        open(lines[i], records[i], plans[i],
             static_cast<std::uint16_t>(static_cast<std::size_t>(::getpid()) + i));
        rounds = std::max(rounds, plans[i].echoes);
        records[i].sizes = plans[i].sizes;
        std::ranges::sort(records[i].sizes, std::ranges::greater{});
    }
    for (std::size_t round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < plans.size(); ++i)
            if (round < plans[i].echoes) send_one(lines[i], records[i], 0);
        if (round + 1 < rounds) listen(lines, records, Steady::now() + apart, true);
    }
    for (std::size_t time = 0; time < times_each; ++time) {
        for (std::size_t i = 0; i < plans.size(); ++i)
            for (const auto size : records[i].sizes) send_one(lines[i], records[i], size);
        listen(lines, records, Steady::now() + milliseconds{5}, false);
    }
    listen(lines, records, Steady::now() + patience, false);
    send_again(lines, records, apart, patience);
    const bool starved = queued_for_cpu(::getpid()) - queued > patience / 4;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].socket) read_errors(lines[i], records[i]);
        finish(lines[i], records[i], starved);
    }
    return records;
}

}  // namespace diag::network
