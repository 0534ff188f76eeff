// SPDX-License-Identifier: Apache-2.0
// What every judge of this folder has before it, and where it writes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/system/history.hpp"
#include "collectors/system/process_table.hpp"

namespace diag::host {

class Review {
public:
    Review(const Evidence& evidence, const Thresholds& in_force);

    const Evidence& evidence() const { return evidence_; }
    Judgement& judgement() { return judgement_; }
    Time now() const { return now_; }
    bool brief() const { return brief_; }
    /// The processes of an evidence item but our own, which are not the server's.
    std::optional<std::vector<Process>> processes(std::string_view name) const;
    /// What this run saw, and earlier runs, oldest first. Empty evidence makes an empty snapshot.
    const Snapshot& present() const { return present_; }
    const std::vector<Snapshot>& past() const { return past_; }
    /// The latest earlier run of this very boot, or nullptr.
    const Snapshot* before() const;

    std::optional<std::string_view> text(std::string_view name) const {
        return item(evidence_, name);
    }
    /// Why there is no such item; nothing when it was not asked for, or is there.
    std::optional<Error> failure(std::string_view name) const;
    double limit(std::string_view key) const;  ///< without "system."

    void find(std::string_view id, Severity severity, Parameters parameters,
              std::vector<std::string> rests_on);
    void fact(std::string_view id, std::string value);

    /// Whether an event of that time still counts in full; one without time does.
    bool recent(const std::optional<Time>& time) const;

private:
    const Evidence& evidence_;
    const Thresholds& in_force_;
    Judgement judgement_;
    Time now_{};
    bool brief_ = false;
    std::uint64_t agent_ = 0;  ///< pid of the process that all of ours descend from
    Snapshot present_;
    std::vector<Snapshot> past_;
};

/// "2026-11-23 20:33 UTC"; "?" when not known.
std::string when(const std::optional<Time>& time);

/// "3 d 4 h", "5 h 12 min", "40 s".
std::string span_text(milliseconds span);

/// Whether a process of that name is SAFR's or its database: java, mongod, virgod, virgofeedd and
/// the like.
bool safr_process(std::string_view name);

void judge_machine(Review& review);
void judge_limits(Review& review);
void judge_cpu(Review& review);
void judge_memory(Review& review);
void judge_kernel(Review& review);
void judge_heat(Review& review);
void judge_gpu(Review& review);
void judge_time(Review& review);
void draw_charts(Review& review);

}  // namespace diag::host
