// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string>

#include "platform/child.hpp"
#include "platform/telling_child.hpp"

namespace diag {
namespace {

constexpr int tick = 250;  // ms

void write_line(int to, std::string_view line) {
    std::string text(line);
    text += '\n';
    for (std::size_t done = 0; done < text.size();) {
        const auto written = ::write(to, text.data() + done, text.size() - done);
        if (written < 0 && errno != EINTR) return;
        if (written > 0) done += static_cast<std::size_t>(written);
    }
}

void limit_data([[maybe_unused]] std::uint64_t bytes) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    const rlimit limit{bytes, bytes};
    if (bytes > 0) ::setrlimit(RLIMIT_DATA, &limit);
#endif
}

class Ear {
public:
    explicit Ear(const Listening& listening)
        : listening_(listening), heard_at_(system_clock().uptime()) {}

    /// Takes what is there. How it ended, once it has.
    std::optional<Result<>> listen(int from) {
        if (listening_.given_up && listening_.given_up())
            return Result<>{Error{Fault::refused, "it was stopped"}};
        if (system_clock().uptime() - heard_at_ > listening_.silence)
            return Result<>{
                Error{Fault::timed_out,
                      "no answer for " + std::to_string(listening_.silence.count()) + " ms"}};
        pollfd polled{from, POLLIN, 0};
        if (::poll(&polled, 1, tick) <= 0) return {};
        std::array<char, 65536> block;
        const auto got = ::read(from, block.data(), block.size());
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) return {};
        if (got <= 0) return Result<>{Error{Fault::bug, "the process that read it died of it"}};
        heard_at_ = system_clock().uptime();
        return take({block.data(), static_cast<std::size_t>(got)});
    }

private:
    std::optional<Result<>> take(std::string_view bytes) {
        for (auto end = bytes.find('\n'); end != bytes.npos; end = bytes.find('\n')) {
            line_.append(bytes.substr(0, end));
            bytes.remove_prefix(end + 1);
            if (!listening_.heard(line_)) return Result<>{};
            line_.clear();
        }
        line_.append(bytes);
        if (line_.size() <= listening_.longest_line) return {};
        return Result<>{Error{Fault::full, "it has more to tell than can be taken"}};
    }

    const Listening& listening_;
    milliseconds heard_at_;
    std::string line_;
};

}  // namespace

Result<> listen_to_child(const std::function<void(const Tell&)>& work, const Listening& listening) {
    auto pipe = Pipe::open();
    if (!pipe) return pipe.error();
    const int to = pipe->writing.get();
    auto child = Child::fork(to, [&] {
        limit_data(listening.data_limit);
        work([to](std::string_view line) { write_line(to, line); });
    });
    if (!child) return child.error();
    pipe->writing.reset();
    Ear ear(listening);
    for (;;)
        if (auto ended = ear.listen(pipe->reading.get())) return std::move(*ended);
}

}  // namespace diag
