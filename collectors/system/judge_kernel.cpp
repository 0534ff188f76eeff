// SPDX-License-Identifier: Apache-2.0
// What the kernel complained about since it started.
#include <algorithm>
#include <map>

#include "collectors/system/counters.hpp"
#include "collectors/system/gpu.hpp"
#include "collectors/system/kernel_trouble.hpp"
#include "collectors/system/machine.hpp"
#include "collectors/system/review.hpp"
#include "collectors/system/sensors.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::size_t most_of_a_kind = 8;

Severity a_step_down(Severity severity) {
    return severity == Severity::critical ? Severity::warning : Severity::info;
}

Severity severity_of(const Review& review, const Trouble& trouble) {
    auto severity = trouble.severity;
    if (trouble.finding == "system.gpu_errors") {
        const auto code = natural(trouble.subject).value_or(0);
        if (code < 10'000 && xid_named(static_cast<unsigned>(code)).hardware)
            severity = Severity::critical;
        if (code == 45) severity = Severity::info;  // a program was ended; seldom more
    }
    return review.recent(trouble.last) ? severity : a_step_down(severity);
}

Parameters parameters_of(const Trouble& trouble) {
    Parameters parameters{{"subject", trouble.subject.empty() ? "-" : trouble.subject},
                          {"count", std::to_string(trouble.count)},
                          {"first", when(trouble.first)},
                          {"last", when(trouble.last)},
                          {"sample", trouble.sample}};
    if (trouble.finding == "system.gpu_errors") {
        const auto code = natural(trouble.subject).value_or(0);
        parameters["meaning"] = xid_named(code < 10'000 ? static_cast<unsigned>(code) : 0).meaning;
    }
    return parameters;
}

void tell_troubles(Review& review, const std::vector<KernelLine>& lines) {
    std::map<std::string_view, std::size_t> told;
    for (const auto& trouble : troubles_of(lines)) {
        if (++told[trouble.finding] > most_of_a_kind) continue;
        // Of a program that is not SAFR's neither the cause nor who mends it is SAFR.
        if (trouble.finding == "system.process_crashes" && !safr_process(trouble.subject))
            review.find("other_crashes", Severity::info, parameters_of(trouble), {"kernel_log"});
        else
            review.find(trouble.finding.substr(7), severity_of(review, trouble),
                        parameters_of(trouble), {"kernel_log"});
    }
}

/// "java (3.1 GiB) x2, mongod (12.0 GiB)"
std::string victims_of(const std::vector<OomKill>& kills) {
    struct Sum {
        std::size_t count = 0;
        std::uint64_t most = 0;
    };
    std::map<std::string, Sum> victims;
    for (const auto& kill : kills) {
        auto& sum = victims[kill.victim];
        ++sum.count;
        sum.most = std::max(sum.most, kill.resident_bytes);
    }
    std::string text;
    for (const auto& [name, sum] : victims) {
        if (text.size() > 200) return text + ", ...";
        text += (text.empty() ? "" : ", ") + name;
        if (sum.most > 0) text += " (" + bytes_text(sum.most) + ")";
        if (sum.count > 1) text += " x" + std::to_string(sum.count);
    }
    return text;
}

void tell_kills(Review& review, const std::vector<OomKill>& kills) {
    std::vector<OomKill> groups;
    std::vector<OomKill> machine;
    for (const auto& kill : kills) (kill.in_group ? groups : machine).push_back(kill);
    for (const auto* list : {&machine, &groups}) {
        if (list->empty()) continue;
        const bool of_safr = std::any_of(list->begin(), list->end(), [](const OomKill& kill) {
            return safr_process(kill.victim);
        });
        auto severity = list == &machine || of_safr ? Severity::critical : Severity::warning;
        if (!review.recent(list->back().time)) severity = a_step_down(severity);
        review.find(list == &machine ? "oom_kills" : "oom_kills_group", severity,
                    {{"count", std::to_string(list->size())},
                     {"victims", victims_of(*list)},
                     {"last", when(list->back().time)}},
                    {"kernel_log"});
    }
}

/// The counter survives when the log has been overwritten or may not be read.
void count_kills(Review& review, std::size_t told) {
    const auto now = review.present().oom_kills;
    if (!now) return;
    const auto* before = review.before();
    const auto since = before && before->oom_kills ? advanced(*before->oom_kills, *now) : *now;
    if (since == 0 || told > 0) return;
    const bool fresh = before && before->oom_kills && review.recent(before->time);
    review.find("oom_kills_counted", fresh ? Severity::critical : Severity::warning,
                {{"count", std::to_string(since)},
                 {"since", before ? when(before->time) : when(std::nullopt)}},
                {"vmstat", "past"});
}

void tell_silences(Review& review, const std::vector<KernelLine>& lines) {
    for (const auto& silence : silences_of(lines)) {
        const bool recent = review.recent(silence.last);
        const auto severity = silence.lasting && recent ? Severity::critical
                              : recent                  ? Severity::warning
                                                        : Severity::info;
        review.find(silence.lasting ? "file_server_silent" : "file_server_was_silent", severity,
                    {{"server", silence.server},
                     {"count", std::to_string(silence.outages)},
                     {"last", when(silence.last)},
                     {"longest", span_text(silence.longest)}},
                    {"kernel_log"});
    }
}

void judge_log_missing(Review& review) {
    const auto failure = review.failure("kernel_log");
    if (!failure) return;
    // A container has no kernel log of its own; that is how it should be.
    const auto container = container_of(review.evidence());
    const bool expected = container && container->certain;
    review.find("kernel_log_unread", expected ? Severity::info : Severity::unknown,
                {{"reason", failure->what}}, {"kernel_log"});
}

}  // namespace

void judge_kernel(Review& review) {
    judge_log_missing(review);
    std::size_t told = 0;
    if (const auto log = review.text("kernel_log")) {
        LogClock clock{review.now(), std::nullopt};
        if (const auto start = review.present().boot_time; start > 0)
            clock.boot = Time{std::chrono::seconds{start}};
        const auto lines = kernel_lines(*log, clock);
        const auto kills = oom_kills_of(lines);
        told = kills.size();
        tell_kills(review, kills);
        tell_troubles(review, lines);
        tell_silences(review, lines);
    }
    count_kills(review, told);
    const auto edac = review.text("edac");
    const auto errors = edac ? memory_errors_of(*edac) : std::nullopt;
    if (errors && errors->uncorrected > 0)
        review.find("ecc_uncorrected", Severity::critical,
                    {{"count", std::to_string(errors->uncorrected)}}, {"edac"});
    if (errors && errors->corrected > 0)
        review.find("ecc_corrected", Severity::warning,
                    {{"count", std::to_string(errors->corrected)}}, {"edac"});
}

}  // namespace diag::host
