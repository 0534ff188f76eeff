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
#include "agent/run/test_fault.hpp"
#include "agent/run/usage.hpp"
#include "agent/run/worker.hpp"
#include "platform/cpu_queue.hpp"
#include "platform/interrupt.hpp"

namespace diag::run {
namespace {

using exchange::Ending;
using exchange::Overrun;

// A sanitizer keeps shadow memory and freed blocks: several times what the program itself needs.
// And the whole agent begins with 180 MB (--version under AddressSanitizer, /usr/bin/time -f %M).
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t memory_factor = 12, memory_floor = 512 << 20;
#else
constexpr std::uint64_t memory_factor = 1, memory_floor = 0;
#endif

/// What a worker may hold at most; 0: it is not bounded.
constexpr std::uint64_t bound_of(std::uint64_t memory) {
    return memory == 0 ? 0 : std::max(memory * memory_factor, memory_floor);
}

// Freeing the memory of a killed process takes the kernel a moment; what it used is known after.
constexpr milliseconds grace_to_die{250};
constexpr milliseconds tick{20};            // how often memory is looked at
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

std::uint64_t count(milliseconds span) { return static_cast<std::uint64_t>(span.count()); }

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

void WorkerProcess::measure() {
    const auto now = system_clock().uptime();
    if (over_ || now - last_measure_ < tick) return;
    last_measure_ = now;
    measure_waits();
    const auto use = use_of(pid_);
    auto& cost = outcome_.cost;
    cost.peak_rss_bytes = std::max(cost.peak_rss_bytes, use.peak_rss_bytes);
    cost.read_bytes = std::max(cost.read_bytes, use.read_bytes);
    cost.cpu_seconds = std::max(cost.cpu_seconds, use.cpu_seconds);
    const auto limit = bound_of(budget_.memory);
    resident_ = use.rss_bytes;
    look_ahead("bytes of memory", use.rss_bytes, limit);
    look_ahead("open files", use.open_files, most_open_files());
    if (limit > 0 && use.rss_bytes > limit)
        end(Ending::out_of_memory, Overrun{"bytes", use.rss_bytes, limit}, "");
}

void WorkerProcess::look_ahead(std::string_view what, std::uint64_t measured, std::uint64_t limit) {
    if (measured > limit || !is_near(measured, limit)) return;
    warn(what, "has used " + std::to_string(measured) + " of the " + std::to_string(limit) + " " +
                   std::string(what) + " that it may");
}

void WorkerProcess::warn(std::string_view limit, const std::string& words) {
    if (!over_ && remarks_.warned(limit, words)) hear_({FrameKind::neared, words});
}

void WorkerProcess::measure_waits() {
    queued_ = std::max(queued_, queued_for_cpu(pid_));
    if (!budget_.by_silence || noticed_word_ == last_word_) return;
    noticed_word_ = last_word_;
    queued_at_word_ = queued_;
}

milliseconds WorkerProcess::spent() const {
    const auto now = system_clock().uptime();
    if (!budget_.by_silence) return counted(now - started_, queued_);
    const bool noticed = noticed_word_ == last_word_;
    return counted(now - last_word_, noticed ? queued_ - queued_at_word_ : milliseconds{0});
}

void WorkerProcess::check_limits() {
    if (over_ || budget_.patience.count() == 0) return;
    const auto used = spent();
    if (!done_) look_ahead("ms", count(used), count(budget_.patience));
    if (!done_ && used > budget_.patience)
        end(Ending::timed_out, Overrun{"ms", count(used), count(budget_.patience)}, "");
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

void watch_together(std::span<WorkerProcess> workers, std::uint64_t limit) {
    std::uint64_t together = 0;
    for (const auto& worker : workers) together += worker.resident();
    if (!is_near(together, limit)) return;
    const auto most = std::ranges::max_element(workers, {}, &WorkerProcess::resident);
    if (together > limit)
        return most->stop(Ending::out_of_memory, Overrun{"bytes", together, limit},
                          "held most of what all workers held together");
    most->warn("together", "holds " + std::to_string(most->resident()) + " of the " +
                               std::to_string(together) +
                               " bytes of memory that all workers hold; at " +
                               std::to_string(limit) + " it is ended");
}

bool serve_once(std::span<WorkerProcess> workers, const Deadline& deadline) {
    std::vector<pollfd> polled;
    for (const auto& worker : workers) worker.wants(polled);
    ::poll(polled.data(), polled.size(), static_cast<int>(tick.count()));
    const auto late = system_clock().uptime() - deadline.at;
    bool working = false;
    for (auto& worker : workers) {
        if (interrupted()) worker.stop(Ending::cancelled);
        if (late.count() > 0)
            worker.stop(Ending::timed_out,
                        Overrun{"ms", count(deadline.given + late), count(deadline.given)});
        worker.serve();
        working = working || !worker.over();
    }
    watch_together(workers, bound_of(run_memory));
    return working;
}

}  // namespace diag::run
