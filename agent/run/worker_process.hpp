// SPDX-License-Identifier: Apache-2.0
// One worker as its parent sees it: fed, listened to, measured, and ended when over a limit.
// Nothing here waits.
#pragma once

#include <poll.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/exchange/outcome.hpp"
#include "agent/run/frame.hpp"
#include "agent/run/remarks.hpp"
#include "platform/child.hpp"

namespace diag::run {

/// What a worker may use. 0: no limit.
struct Budget {
    /// Wall time in all; or since its last word if `by_silence`, waits for a processor left out, as
    /// far as they do not make it four times as long.
    milliseconds patience{};
    bool by_silence = false;
    std::uint64_t memory = 0;  ///< bytes of resident memory, sampled
    std::uint64_t output = 0;  ///< bytes of evidence in `give` frames
};

class WorkerProcess {
public:
    /// Called for every frame but the ones about the worker's own end.
    using Hear = std::function<void(Frame)>;

    /// Starts this very program as a worker. `pack` (or -1) becomes its pack_descriptor.
    static Result<WorkerProcess> start(std::string assignment, int pack, const Budget& budget,
                                       Hear hear);

    /// The descriptors to wait for; serve() afterwards, whatever came.
    void wants(std::vector<pollfd>& polled) const;

    /// Moves what can be moved without waiting, and ends the worker if a limit is passed.
    void serve();

    /// Ends it because of the run that it is part of: that was stopped, or is over a limit.
    void stop(exchange::Ending why, std::optional<exchange::Overrun> overrun = {},
              std::string note = {});

    bool over() const { return over_; }

    /// Resident memory when it was last measured, in bytes.
    std::uint64_t resident() const { return over_ ? 0 : resident_; }

    /// Says that a limit is near, once for each: to who hears its frames, and in its outcome.
    void warn(std::string_view limit, const std::string& words);

    /// How it ended and what it cost. Complete once over(); `collector` and counts of attachments
    /// are the caller's to fill in.
    const exchange::Outcome& outcome() const { return outcome_; }

private:
    WorkerProcess(Child child, Pipe input, Pipe output, std::string assignment,
                  const Budget& budget, Hear hear);

    void write_input();
    void read_output();
    void take(Frame frame);
    void measure();
    void check_limits();
    void measure_waits();
    milliseconds spent() const;
    void look_for_end();
    void end(exchange::Ending why, std::optional<exchange::Overrun> overrun, std::string note);
    void look_ahead(std::string_view what, std::uint64_t measured, std::uint64_t limit);

    Child child_;
    pid_t pid_;
    Descriptor input_;
    Descriptor output_;
    std::string assignment_;
    std::size_t assigned_ = 0;
    Budget budget_;
    Hear hear_;
    FrameReader frames_;
    milliseconds started_;
    milliseconds last_word_;
    milliseconds last_measure_{-1000};
    milliseconds queued_{};          ///< for a processor, when it was last measured
    milliseconds queued_at_word_{};  ///< the same when its last word was noticed
    milliseconds noticed_word_{};
    std::optional<milliseconds> finished_;  ///< when its `done` or its end of file came
    bool done_ = false;
    bool over_ = false;
    std::uint64_t resident_ = 0;
    Remarks remarks_;
    exchange::Outcome outcome_;
};

}  // namespace diag::run
