// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "collectors/network/endpoint.hpp"
#include "collectors/network/knock.hpp"
#include "platform/cpu_queue.hpp"
#include "platform/descriptor.hpp"

namespace diag::network {
namespace {

using Steady = std::chrono::steady_clock;

double since(Steady::time_point start) {
    return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

struct Attempt {
    Descriptor socket;
    Steady::time_point start;
};

/// Nothing left to wait for when the socket is closed again.
void begin(Attempt& attempt, Knock& knock, const Door& door) {
    const auto to = endpoint_of(door.address, door.port);
    attempt.start = Steady::now();
    if (!to) {
        knock.error = errno_word(EADDRNOTAVAIL);
        return;
    }
    attempt.socket =
        Descriptor(::socket(to->family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!attempt.socket) {
        knock.error = errno_word(errno);
        return;
    }
    if (::connect(attempt.socket.get(), to->get(), to->length) == 0) {
        knock.ms = since(attempt.start);
        attempt.socket.reset();
    } else if (errno != EINPROGRESS) {
        knock.error = errno_word(errno);
        attempt.socket.reset();
    }
}

void end(Attempt& attempt, Knock& knock) {
    int failure = 0;
    socklen_t length = sizeof failure;
    if (::getsockopt(attempt.socket.get(), SOL_SOCKET, SO_ERROR, &failure, &length) != 0)
        failure = errno;
    if (failure != 0) knock.error = errno_word(failure);
    knock.ms = since(attempt.start);
    attempt.socket.reset();
}

}  // namespace

std::vector<Knock> knock_at(const std::vector<Door>& doors, milliseconds patience) {
    std::vector<Attempt> attempts(doors.size());
    std::vector<Knock> knocks(doors.size());
    const auto queued = queued_for_cpu(::getpid());
    const auto deadline = Steady::now() + patience;
    for (std::size_t i = 0; i < doors.size(); ++i) begin(attempts[i], knocks[i], doors[i]);
    // After the deadline what came meanwhile is taken all the same.
    for (bool last = false; !last;) {
        std::vector<pollfd> waiting;
        std::vector<std::size_t> numbers;
        for (std::size_t i = 0; i < attempts.size(); ++i)
            if (attempts[i].socket) {
                waiting.push_back({attempts[i].socket.get(), POLLOUT, 0});
                numbers.push_back(i);
            }
        const auto left =
            std::max(std::chrono::ceil<milliseconds>(deadline - Steady::now()), milliseconds{0});
        last = left.count() == 0;
        if (waiting.empty()) break;
        if (::poll(waiting.data(), waiting.size(), static_cast<int>(left.count())) <= 0) continue;
        for (std::size_t i = 0; i < waiting.size(); ++i)
            if (waiting[i].revents != 0) end(attempts[numbers[i]], knocks[numbers[i]]);
    }
    const bool starved = queued_for_cpu(::getpid()) - queued > patience / 4;
    for (std::size_t i = 0; i < attempts.size(); ++i)
        if (attempts[i].socket) {
            knocks[i].starved = starved;
            knocks[i].error = errno_word(ETIMEDOUT);
            knocks[i].ms = since(attempts[i].start);
        }
    return knocks;
}

}  // namespace diag::network
