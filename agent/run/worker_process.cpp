// SPDX-License-Identifier: Apache-2.0
#include "agent/run/worker_process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "agent/run/assignment.hpp"
#include "agent/run/bounds.hpp"
#include "agent/run/test_fault.hpp"
#include "agent/run/usage.hpp"
#include "agent/run/worker.hpp"

namespace diag::run {
namespace {

using exchange::Ending;
using exchange::Overrun;

// Freeing the memory of a killed process takes the kernel a moment; what it used is known after.
constexpr milliseconds grace_to_die{250};
constexpr milliseconds grace_to_exit{500};  // from the last word to the end of the process

std::vector<std::string> environment_for_worker() {
    std::vector<std::string> kept{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"};
    for (const std::string_view name :
         {std::string_view("TZ"), std::string_view("ASAN_OPTIONS"),
          std::string_view("LSAN_OPTIONS"), std::string_view("UBSAN_OPTIONS"),
          std::string_view("TSAN_OPTIONS"), test_fault_variable()})
        if (const char* value = name.empty() ? nullptr : std::getenv(std::string(name).c_str()))
            kept.push_back(std::string(name) + "=" + value);
    return kept;
}

void never_wait(int descriptor) {
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

}  // namespace

Result<WorkerProcess> WorkerProcess::start(std::string assignment, int pack, const Budget& budget,
                                           Hear hear) {
    auto input = Pipe::open();
    auto output = Pipe::open();
    if (!input) return input.error();
    if (!output) return output.error();
    Child::Plan plan{.program = "/proc/self/exe",
                     .argv = {"safr-diag", worker_argument},
                     .environment = environment_for_worker(),
                     .descriptors = {{input->reading.get(), 0}, {output->writing.get(), 1}, {2, 2}},
                     .background = true};
    if (pack >= 0) plan.descriptors.emplace_back(pack, pack_descriptor);
    auto child = Child::start(plan);
    if (!child) return child.error();
    never_wait(input->writing.get());
    never_wait(output->reading.get());
    return WorkerProcess{
        std::move(*child), std::move(*input), std::move(*output), std::move(assignment), budget,
        std::move(hear)};
}

WorkerProcess::WorkerProcess(Child child, Pipe input, Pipe output, std::string assignment,
                             const Budget& budget, Hear hear)
    : child_(std::move(child)),
      pid_(child_.pid()),
      input_(std::move(input.writing)),
      output_(std::move(output.reading)),
      assignment_(std::move(assignment)),
      budget_(budget),
      hear_(std::move(hear)),
      started_(system_clock().uptime()),
      last_word_(started_) {}

void WorkerProcess::wants(std::vector<pollfd>& polled) const {
    if (over_) return;
    if (output_) polled.push_back({output_.get(), POLLIN, 0});
    if (input_) polled.push_back({input_.get(), POLLOUT, 0});
}

void WorkerProcess::serve() {
    if (over_) return;
    write_input();
    read_output();
    measure();
    check_limits();
    look_for_end();
}

void WorkerProcess::write_input() {
    while (input_ && assigned_ < assignment_.size()) {
        const auto written =
            ::write(input_.get(), assignment_.data() + assigned_, assignment_.size() - assigned_);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == EAGAIN) return;
        if (written < 0) break;  // it died: look_for_end says how
        assigned_ += static_cast<std::size_t>(written);
    }
    input_.reset();
}

void WorkerProcess::read_output() {
    std::array<char, 65536> block;
    // In turns, so that one that never stops talking does not keep us from the limits.
    for (int turn = 0; turn < 16 && output_ && !over_; ++turn) {
        const auto got = ::read(output_.get(), block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) {
            output_.reset();
            finished_ = finished_.value_or(system_clock().uptime());
            return;
        }
        last_word_ = system_clock().uptime();
        frames_.feed({block.data(), static_cast<std::size_t>(got)});
        for (;;) {
            auto frame = frames_.next();
            if (!frame) return end(Ending::crashed, {}, frame.error().what);
            if (!*frame) break;
            take(std::move(**frame));
            if (over_) return;
        }
        // While we were busy with what it said, it could not be heard.
        last_word_ = system_clock().uptime();
    }
}

void WorkerProcess::take(Frame frame) {
    switch (frame.kind) {
        case FrameKind::done: {
            const auto document = json::parse(frame.text);
            const auto use = document ? use_from(*document) : ProcessUse{};
            outcome_.cost.peak_rss_bytes =
                std::max(outcome_.cost.peak_rss_bytes, use.peak_rss_bytes);
            outcome_.cost.read_bytes = std::max(outcome_.cost.read_bytes, use.read_bytes);
            done_ = true;
            finished_ = system_clock().uptime();
            return;
        }
        case FrameKind::exhausted:
            return end(Ending::out_of_memory,
                       Overrun{"bytes", outcome_.cost.peak_rss_bytes, bound_of(budget_.memory)},
                       "an allocation failed");
        case FrameKind::threw:
            return end(Ending::crashed, {}, "threw an exception");
        case FrameKind::denied:
            return remarks_.denied(frame.text);
        case FrameKind::unfiltered:
            return remarks_.unfiltered();
        case FrameKind::attach:
        case FrameKind::give: {
            outcome_.bytes += frame.text.size();
            if (budget_.output > 0 && outcome_.bytes > budget_.output)
                return end(Ending::over_bytes, Overrun{"bytes", outcome_.bytes, budget_.output},
                           "");
            look_ahead("bytes of evidence", outcome_.bytes, budget_.output);
            outcome_.items += frame.kind == FrameKind::give ? 1 : 0;
            break;
        }
        default:
            break;
    }
    hear_(std::move(frame));
}

void WorkerProcess::look_for_end() {
    if (over_ || !finished_) return;
    const auto ended = child_.reap();
    if (!ended) {
        if (system_clock().uptime() - *finished_ > grace_to_exit)
            end(done_ ? Ending::complete : Ending::crashed, {}, done_ ? "" : "went silent");
        return;
    }
    outcome_.cost.cpu_seconds = ended->cpu_seconds;
    if (done_ && ended->signal == 0 && ended->exit_code == 0) return end(Ending::complete, {}, "");
    if (ended->signal == SIGKILL) return end(Ending::killed, {}, "killed from outside (SIGKILL)");
    if (ended->signal != 0)
        return end(Ending::crashed, {},
                   std::string("ended by signal ") + std::to_string(ended->signal) + " (" +
                       ::strsignal(ended->signal) + ")");
    end(Ending::crashed, {}, "ended with exit code " + std::to_string(ended->exit_code));
}

void WorkerProcess::stop(Ending why, std::optional<Overrun> overrun, std::string note) {
    if (!over_) end(why, std::move(overrun), std::move(note));
}

void WorkerProcess::end(Ending why, std::optional<Overrun> overrun, std::string note) {
    over_ = true;
    child_.kill();
    if (const auto ended = child_.wait(grace_to_die))
        outcome_.cost.cpu_seconds = ended->cpu_seconds;
    outcome_.ending = why;
    outcome_.overrun = std::move(overrun);
    outcome_.note = remarks_.beside(std::move(note), why == Ending::complete);
    outcome_.cost.wall = system_clock().uptime() - started_;
    input_.reset();
    output_.reset();
}

}  // namespace diag::run
