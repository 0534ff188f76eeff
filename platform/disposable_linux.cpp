// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <optional>

#include "platform/child.hpp"
#include "platform/cpu_queue.hpp"
#include "platform/disposable.hpp"
#include "platform/files.hpp"

namespace diag {
namespace {

/// A refusal names the path, which may be longer than the answer would have been.
constexpr std::size_t words = 2 * PATH_MAX;
constexpr milliseconds tick{100};
/// How long a child lives that cannot be killed: far past its patience, for which waits for a
/// processor do not count.
milliseconds longest_life(milliseconds patience) {
    constexpr milliseconds day{86'400'000};
    return 20 * std::min(patience, day) + milliseconds{60'000};
}

// A child's answer: 'v' and the value, or 'e', the fault's name, a space and the words.
std::string packed(const Result<std::string>& answer) {
    if (answer) return "v" + *answer;
    return "e" + std::string(name_of(answer.error().fault)) + " " + answer.error().what;
}

Result<std::string> unpacked(std::string answer) {
    if (answer.empty()) return Error{Fault::io, "the child that asked died"};
    if (answer.front() == 'v') return answer.erase(0, 1);
    const auto gap = answer.find(' ');
    if (gap == answer.npos) return Error{Fault::io, "the child that asked died"};
    return Error{fault_named(answer.substr(1, gap - 1)), answer.substr(gap + 1)};
}

void write_all(int target, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const auto written = ::write(target, text.data() + done, text.size() - done);
        if (written < 0 && errno != EINTR) return;
        if (written > 0) done += static_cast<std::size_t>(written);
    }
}

/// A question being asked.
struct Asking {
    std::size_t index = 0;
    Child child;
    Descriptor reading;
    milliseconds begun;
    milliseconds deadline;
    std::string answer;
};

/// Whether its patience is really over; else when to look again.
bool is_over(Asking& asking, milliseconds patience) {
    const auto now = system_clock().uptime();
    if (now < asking.deadline) return false;
    const auto used = counted(now - asking.begun, queued_for_cpu(asking.child.pid()));
    asking.deadline = now + std::max(patience - used, milliseconds{1});
    return used >= patience;
}

Result<Asking> ask(const Question& question, std::size_t index, milliseconds patience) {
    auto pipe = Pipe::open();
    if (!pipe) return pipe.error();
    const int target = pipe->writing.get();
    auto child = Child::fork(
        target,
        [&] {
            try {
                write_all(target, packed(question()));
            } catch (...) {
                write_all(target, packed(Error{Fault::bug, "the child that asked threw"}));
            }
        },
        longest_life(patience));
    if (!child) return child.error();
    const auto now = system_clock().uptime();
    return Asking{index, std::move(*child), std::move(pipe->reading), now, now + patience, {}};
}

/// Takes what is there. The answer once it is whole or can no longer come.
std::optional<Result<std::string>> heard(Asking& asking, std::size_t limit) {
    std::array<char, 16384> block;
    const auto got = ::read(asking.reading.get(), block.data(), block.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return std::nullopt;
    if (got < 0) return Result<std::string>{from_errno(errno, "read")};
    if (got == 0) return unpacked(std::move(asking.answer));
    asking.answer.append(block.data(), static_cast<std::size_t>(got));
    if (asking.answer.size() <= limit + words) return std::nullopt;
    return Result<std::string>{Error{Fault::full, "more than " + std::to_string(limit) + " bytes"}};
}

milliseconds until_first_deadline(const std::vector<Asking>& all) {
    auto first = all.front().deadline;
    for (const auto& each : all) first = std::min(first, each.deadline);
    return std::max(milliseconds{0}, first - system_clock().uptime());
}

}  // namespace

std::vector<Result<std::string>> in_disposable_children(const std::vector<Question>& work,
                                                        std::size_t limit, milliseconds patience,
                                                        std::size_t at_once,
                                                        const GivenUp& given_up) {
    const Error silent{Fault::timed_out,
                       "no answer within " + std::to_string(patience.count()) + " ms"};
    std::vector<Result<std::string>> answers(work.size(), Result<std::string>{silent});
    std::vector<Asking> asking;
    std::vector<pollfd> polled;
    for (std::size_t next = 0; next < work.size() || !asking.empty();) {
        if (given_up && given_up()) break;
        for (; next < work.size() && asking.size() < std::max<std::size_t>(at_once, 1); ++next) {
            auto asked = ask(work[next], next, patience);
            if (asked)
                asking.push_back(std::move(*asked));
            else
                answers[next] = asked.error();
        }
        if (asking.empty()) continue;
        polled.clear();
        for (const auto& each : asking) polled.push_back({each.reading.get(), POLLIN, 0});
        auto wait = until_first_deadline(asking);
        if (given_up) wait = std::min(wait, tick);
        ::poll(polled.data(), polled.size(), static_cast<int>(wait.count()));
        for (std::size_t i = asking.size(); i-- > 0;) {
            auto answer = polled[i].revents != 0 ? heard(asking[i], limit) : std::nullopt;
            if (!answer && !is_over(asking[i], patience)) continue;
            if (answer) answers[asking[i].index] = std::move(*answer);
            asking.erase(asking.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    return answers;
}

Result<std::string> in_disposable_child(const Question& work, std::size_t limit,
                                        milliseconds patience) {
    return std::move(in_disposable_children({work}, limit, patience, 1).front());
}

}  // namespace diag
