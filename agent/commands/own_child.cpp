// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/own_child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "platform/clock.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

constexpr int tick = 250;              // ms; while a child works nobody is idle
constexpr milliseconds to_die{500};    // from SIGTERM to SIGKILL
constexpr milliseconds to_exit{2000};  // from the end of its pipes to its own
constexpr std::size_t error_limit = 4096;
constexpr std::size_t longest_line = 4096;

std::vector<std::string> environment_for_child() {
    std::vector<std::string> kept;
    for (const char* name :
         {"PATH", "HOME", "XDG_STATE_HOME", "LANG", "LC_ALL", "LC_MESSAGES", "TZ", "TMPDIR",
          "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) kept.push_back(std::string(name) + "=" + value);
    return kept;
}

/// What is there now, up to a limit; the rest is thrown away. False at its end.
bool read_some(Descriptor& from, std::string& text, std::size_t limit) {
    std::array<char, 4096> block;
    while (from) {
        const auto got = ::read(from.get(), block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return true;
        if (got <= 0) from.reset();
        if (got > 0 && text.size() < limit)
            text.append(block.data(), std::min(limit - text.size(), static_cast<std::size_t>(got)));
    }
    return false;
}

}  // namespace

Result<std::unique_ptr<OwnChild>> OwnChild::start(Plan plan) {
    auto output = Pipe::open();
    auto errors = Pipe::open();
    auto told = Pipe::open();
    for (const auto* each : {&output, &errors, &told})
        if (!*each) return each->error();
    std::vector<std::string> argv{"safr-diag"};
    argv.insert(argv.end(), plan.words.begin(), plan.words.end());
    auto child = Child::start({.program = "/proc/self/exe",
                               .argv = std::move(argv),
                               .environment = environment_for_child(),
                               .descriptors = {{output->writing.get(), 1},
                                               {errors->writing.get(), 2},
                                               {told->writing.get(), lines}}});
    if (!child) return child.error();
    for (auto* each : {&*output, &*errors, &*told}) {
        each->writing.reset();
        ::fcntl(each->reading.get(), F_SETFL, O_NONBLOCK);
    }
    std::unique_ptr<OwnChild> made(new OwnChild(std::move(plan), std::move(*child),
                                                std::move(*output), std::move(*errors),
                                                std::move(*told)));
    made->thread_ = std::thread([own = made.get()] { own->watch(); });
    return made;
}

OwnChild::OwnChild(Plan plan, Child child, Pipe output, Pipe errors, Pipe told)
    : plan_(std::move(plan)),
      child_(std::move(child)),
      output_(std::move(output)),
      errors_(std::move(errors)),
      lines_(std::move(told)),
      begun_(system_clock().uptime()) {}

OwnChild::~OwnChild() {
    stop();
    if (thread_.joinable()) thread_.join();
}

void OwnChild::stop() {
    if (stopping_.exchange(true)) return;
    const std::scoped_lock lock(guard_);
    if (child_.pid() > 0) ::kill(child_.pid(), SIGTERM);
}

bool OwnChild::read_all() {
    const bool more_output = read_some(output_.reading, result_.output, plan_.output_limit);
    const bool more_errors = read_some(errors_.reading, result_.errors, error_limit);
    // Lines are taken off as they are complete, so there is always room for the next.
    const bool more_lines = read_some(lines_.reading, line_, longest_line);
    for (auto end = line_.find('\n'); end != std::string::npos; end = line_.find('\n')) {
        if (plan_.line) plan_.line(std::string_view(line_).substr(0, end));
        line_.erase(0, end + 1);
    }
    if (line_.size() >= longest_line) line_.clear();
    return more_output || more_errors || more_lines;
}

void OwnChild::heed_time() {
    const auto now = system_clock().uptime();
    if (!stopping_ && now - begun_ > plan_.patience) {
        result_.timed_out = true;
        stop();
    }
    if (!stopping_) return;
    if (!std::exchange(told_, true)) stopped_at_ = now;
    if (now - stopped_at_ < to_die || std::exchange(killed_, true)) return;
    const std::scoped_lock lock(guard_);
    child_.kill();
}

void OwnChild::watch() {
    while (read_all()) {
        std::array polled{pollfd{output_.reading.get(), POLLIN, 0},
                          pollfd{errors_.reading.get(), POLLIN, 0},
                          pollfd{lines_.reading.get(), POLLIN, 0}};
        ::poll(polled.data(), polled.size(), tick);
        heed_time();
        // What it left behind may hold its pipes open for longer than it lives.
        const std::scoped_lock lock(guard_);
        if (killed_ || stopping_)
            if (const auto ended = child_.reap()) {
                result_.ended = *ended;
                break;
            }
    }
    {
        const std::scoped_lock lock(guard_);
        if (child_.pid() > 0) {
            auto ended = child_.wait(to_exit);
            if (!ended) child_.kill();
            if (!ended) ended = child_.wait(to_exit);
            result_.ended = ended.value_or(Ended{.signal = SIGKILL});
        }
    }
    if (plan_.ended) plan_.ended(result_);
}

std::string end_in_words(const OwnChild::Report& result) {
    if (result.timed_out) return "it did not come to an end and was killed";
    if (result.ended.signal != 0)
        return "it was killed (signal " + std::to_string(result.ended.signal) + ")";
    const auto said = lines_of(result.errors);
    std::string last = said.empty() ? "" : printable(trimmed(said.back()));
    constexpr std::string_view name = "safr-diag: ";
    if (last.starts_with(name)) last.erase(0, name.size());
    if (last.empty()) return "it ended with exit code " + std::to_string(result.ended.exit_code);
    return last;
}

}  // namespace diag::commands
