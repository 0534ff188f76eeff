// SPDX-License-Identifier: Apache-2.0
// Is this machine's clock right, who sees to it, and does it jump?
#include <algorithm>
#include <cmath>

#include "collectors/system/machine.hpp"
#include "collectors/system/process_table.hpp"
#include "collectors/system/review.hpp"
#include "collectors/system/time_sync.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

/// No machine this program runs on lives before it was written.
constexpr Time written{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

/// Who keeps the clock, as far as can be told.
struct Keepers {
    std::vector<std::string> daemons;
    bool all_seen = false;  ///< process 1 is among the processes, so none is hidden (hidepid)
};

Keepers keepers_of(const Review& review) {
    Keepers keepers;
    const auto rows = review.text("processes");
    if (!rows) return keepers;
    std::vector<std::string> names;
    for (const auto& process : processes_of(*rows)) {
        names.push_back(process.name);
        keepers.all_seen = keepers.all_seen || process.pid == 1;
    }
    keepers.daemons = time_daemons(names);
    return keepers;
}

/// The state a daemon told, with the item that told it.
struct Told {
    TimeState state;
    std::string item;
};

std::optional<Told> told_state(const Review& review) {
    if (const auto text = review.text("chronyc"))
        if (auto state = chrony_state(*text)) return Told{*state, "chronyc"};
    if (const auto text = review.text("timedatectl:timesync"))
        if (auto state = timesyncd_state(*text)) return Told{*state, "timedatectl:timesync"};
    if (const auto text = review.text("ntpq"))
        if (auto state = ntpd_state(*text)) return Told{*state, "ntpq"};
    return std::nullopt;
}

std::optional<bool> kernel_says(const Review& review) {
    for (const auto* name : {"timedatectl", "timedatectl:status"})
        if (const auto text = review.text(name))
            if (const auto answer = kernel_synchronised(*text)) return answer;
    return std::nullopt;
}

void judge_state(Review& review, const Told& told) {
    const auto& state = told.state;
    const auto source = state.source.empty() ? "?" : printable(state.source);
    Parameters parameters{{"daemon", state.daemon}, {"source", source}};
    review.fact("time_source", state.daemon + (state.source.empty() ? "" : ", " + source));
    if (state.synchronised == false)
        return review.find("clock_unsynchronised", Severity::warning, parameters, {told.item});
    if (state.own_clock)
        return review.find("clock_follows_itself", Severity::warning, parameters, {told.item});
    if (state.heard) {
        const auto silence = review.now() - *state.heard;
        parameters["silence"] = span_text(silence);
        if (static_cast<double>(silence.count()) >
            review.limit("clock_silence_warning") * 3'600'000)
            review.find("clock_source_silent", Severity::warning, parameters, {told.item});
    }
    if (!state.offset_ms) return;
    const auto offset = std::abs(*state.offset_ms);
    review.fact("clock_offset", fixed(offset, offset < 10 ? 3 : 0) + " ms");
    if (offset <= review.limit("clock_offset_warning")) return;
    parameters["offset"] = fixed(offset, 0) + " ms";
    const bool far = offset > review.limit("clock_offset_critical");
    review.find("clock_offset", far ? Severity::critical : Severity::warning, parameters,
                {told.item});
}

/// No daemon has told its state. What remains are the kernel's word and who is running.
void judge_without_state(Review& review, const Keepers& keepers) {
    const auto daemons = joined(keepers.daemons);
    const auto kernel = kernel_says(review);
    if (!daemons.empty()) review.fact("time_source", daemons);
    if (kernel == true) {
        if (daemons.empty()) review.fact("time_source", "?");
        return;
    }
    const auto container = container_of(review.evidence());
    if (container && keepers.daemons.empty())
        return review.find("time_by_host", Severity::info, {{"kind", container->kind}},
                           {"processes"});
    if (kernel == false)
        return review.find("clock_unsynchronised", Severity::warning,
                           {{"daemon", daemons.empty() ? "-" : daemons}, {"source", "?"}},
                           {"timedatectl"});
    // ptp4l and phc2sys have no state to ask for here; a brief run does not ask systemd.
    if (!keepers.daemons.empty()) {
        const auto failure = review.failure("chronyc");
        const bool expected = !failure || failure->fault == Fault::absent;
        if (!expected)
            review.find("time_unknown", Severity::unknown,
                        {{"daemon", daemons}, {"reason", failure->what}}, {"chronyc"});
        return;
    }
    if (!keepers.all_seen)
        return review.find("time_unknown", Severity::unknown,
                           {{"daemon", "?"}, {"reason", "other users' processes are hidden"}},
                           {"processes"});
    review.find("time_daemon_missing", Severity::warning, {}, {"processes"});
}

/// How far the kernel's idea of when it booted moved between two runs of one boot: that far the
/// clock was set. It is rounded to a second, so less than two means nothing.
std::vector<Jump> jumps_between_runs(const Review& review) {
    auto runs = review.past();
    runs.push_back(review.present());
    std::vector<Jump> jumps;
    for (std::size_t i = 1; i < runs.size(); ++i) {
        const auto& one = runs[i - 1];
        const auto& next = runs[i];
        if (one.boot == 0 || one.boot != next.boot) continue;
        if (one.boot_time == 0 || next.boot_time == 0) continue;
        const auto moved = next.boot_time - one.boot_time;
        if (std::abs(moved) >= 2) jumps.push_back({next.time, static_cast<double>(moved)});
    }
    return jumps;
}

double largest_of(const std::vector<Jump>& jumps) {
    double largest = 0;
    for (const auto& jump : jumps)
        if (jump.seconds && std::abs(*jump.seconds) > std::abs(largest)) largest = *jump.seconds;
    return largest;
}

void judge_jumps(Review& review) {
    const auto log = review.text("time_log");
    auto told = log ? jumps_told(*log, review.now()) : std::vector<Jump>{};
    auto between = jumps_between_runs(review);
    for (auto* jumps : {&told, &between})
        std::erase_if(*jumps, [&](const Jump& jump) {
            // The run's own snapshot is made at its end, some seconds after its moment.
            const auto age = review.now() - jump.time;
            return age < -std::chrono::minutes{5} || age > std::chrono::hours{24};
        });
    const auto count = std::max(told.size(), between.size());
    const auto largest_told = largest_of(told);
    const auto largest_between = largest_of(between);
    const auto largest =
        std::abs(largest_told) > std::abs(largest_between) ? largest_told : largest_between;
    const Parameters parameters{{"count", std::to_string(count)},
                                {"largest", fixed(largest, 1) + " s"}};
    if (static_cast<double>(count) > review.limit("time_jumps_warning"))
        review.find("time_jumps", Severity::warning, parameters, {"time_log", "past"});
    // Only between runs: at boot a daemon sets the clock once, and that is well.
    else if (std::abs(largest_between) >= review.limit("time_jump_large"))
        review.find("time_jump", Severity::warning, {{"seconds", fixed(largest_between, 0) + " s"}},
                    {"past", "snapshot"});
}

}  // namespace

void judge_time(Review& review) {
    if (!review.text("moment")) return;
    if (review.now() < written)
        review.find("clock_wrong", Severity::critical, {{"date", when(review.now())}}, {"moment"});
    const auto keepers = keepers_of(review);
    std::vector<std::string> rivals;
    for (const auto& daemon : keepers.daemons)
        if (daemon != "ptp4l" && daemon != "phc2sys") rivals.push_back(daemon);
    if (rivals.size() > 1)
        review.find("time_daemons_rival", Severity::warning, {{"daemons", joined(rivals)}},
                    {"processes"});
    if (const auto told = told_state(review))
        judge_state(review, *told);
    else
        judge_without_state(review, keepers);
    judge_jumps(review);
}

}  // namespace diag::host
