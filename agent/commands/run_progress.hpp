// SPDX-License-Identifier: Apache-2.0
// Shows a run to the person who waits, collector by collector.
#pragma once

#include "agent/run/gather.hpp"
#include "platform/clock.hpp"
#include "platform/progress.hpp"

namespace diag::commands {

class RunProgress : public run::Watcher {
public:
    /// On standard error, as the terminal and --quiet allow. Where `also_to` is a descriptor, also
    /// there, at most twice a second and after each of the `collectors`, as lines of JSON:
    /// {"collector":"logs","share":0.25,"bytes":1048576}. A reader that does not keep up misses
    /// some.
    explicit RunProgress(std::size_t collectors = 0, int also_to = -1);

    void doing(std::string_view collector, std::string_view what) override;
    void ended(const exchange::Outcome& outcome) override;
    void passing(std::string_view name, std::uint64_t read, std::uint64_t of) override;

    /// The rest of the work, once everything was gathered: "sealing".
    void finishing(std::string_view what);

private:
    void tell(bool at_once);

    Progress progress_;
    std::size_t collectors_, ended_ = 0;
    int also_to_;
    std::string collector_;
    std::uint64_t bytes_ = 0;
    milliseconds told_{};
};

/// "0.3 s, 12 items", "timed out: 30012 ms of 30000": how a collector ended, in a few words.
std::string in_short(const exchange::Outcome& outcome);

}  // namespace diag::commands
