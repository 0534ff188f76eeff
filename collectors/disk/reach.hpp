// SPDX-License-Identifier: Apache-2.0
// How long to wait for the next path, so that dead mounts cannot use up the time of the live ones.
#pragma once

#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/paths.hpp"

namespace diag::disk {

/// Asks about paths, each with 2 s of patience. What lies below a path that stayed silent is not
/// asked again; after three silent ones 500 ms must do; and nothing is asked past the deadline.
class Reach {
public:
    Reach(Paths& paths, Clock& clock) : paths_(paths), clock_(clock) {}

    /// Until when, on the clock's uptime, the following questions may take.
    void until(milliseconds deadline) { deadline_ = deadline; }

    Result<Space> space(const std::string& path);
    Result<Resolved> resolve(const std::string& path);
    /// What lies directly in a folder. Fails with full where that is more than `limit`.
    Result<std::vector<Entry>> list(const std::string& path, std::size_t limit);
    /// `most`: patience for this one.
    Result<Usage> usage(const std::string& path, std::size_t limit, milliseconds most);

private:
    template <class T, class Question>
    Result<T> ask(const std::string& path, milliseconds most, Question question);

    Paths& paths_;
    Clock& clock_;
    milliseconds deadline_{0};
    std::vector<std::string> silent_;
};

}  // namespace diag::disk
