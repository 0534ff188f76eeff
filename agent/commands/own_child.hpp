// SPDX-License-Identifier: Apache-2.0
// This program as a child of itself, watched by a thread: what the service has done by another
// process, so that neither a crash nor a hang nor a byte of evidence comes near it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "platform/child.hpp"
#include "platform/result.hpp"

namespace diag::commands {

class OwnChild {
public:
    struct Report {
        bool timed_out = false;
        Ended ended;
        std::string output;  ///< standard output, its beginning
        std::string errors;  ///< standard error, its beginning
    };
    struct Plan {
        std::vector<std::string> words;  ///< behind the program's name
        milliseconds patience{};         ///< then it is killed
        std::size_t output_limit = 4096;
        /// Lines that it writes on descriptor 3. From the watching thread, as `ended`.
        std::function<void(std::string_view line)> line;
        std::function<void(const Report& result)> ended;  ///< once, last
    };

    /// Descriptor on which a child tells lines.
    static constexpr int lines = 3;

    /// Call it from a thread that outlives the child: the kernel ends a child with the thread that
    /// started it (PR_SET_PDEATHSIG).
    static Result<std::unique_ptr<OwnChild>> start(Plan plan);

    /// SIGTERM now, SIGKILL half a second later. From any thread.
    void stop();

    /// stop(), and waits until it is over; `ended` was called then.
    ~OwnChild();

private:
    OwnChild(Plan plan, Child child, Pipe output, Pipe errors, Pipe lines);
    void watch();
    bool read_all();
    void heed_time();

    Plan plan_;
    std::mutex guard_;  ///< of child_: who signals it must know that it was not reaped
    Child child_;
    Pipe output_, errors_, lines_;
    Report result_;
    std::string line_;
    milliseconds begun_, stopped_at_{};
    std::atomic<bool> stopping_ = false;
    bool told_ = false, killed_ = false;
    std::thread thread_;
};

/// How it ended, for people: "it was killed by signal 9", or what it said last.
std::string end_in_words(const OwnChild::Report& result);

}  // namespace diag::commands
