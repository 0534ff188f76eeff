// SPDX-License-Identifier: Apache-2.0
// What machine this is, since when it runs, and how often it went down.
#include <algorithm>
#include <array>
#include <set>

#include "collectors/system/machine.hpp"
#include "collectors/system/review.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

using std::chrono::days;

/// "6.1.0-18-amd64" out of "Linux version 6.1.0-18-amd64 (...) ...".
std::string release_of(std::string_view version) {
    const auto words = words_of(version);
    return words.size() < 3 ? std::string{} : printable(words[2]);
}

std::string processor_text(const Processor& processor) {
    std::string text = processor.model.empty() ? "?" : processor.model;
    if (processor.sockets > 1) text = std::to_string(processor.sockets) + " x " + text;
    text += ", " + std::to_string(processor.logical) + " CPUs";
    if (processor.cores > 0 && processor.cores < processor.logical)
        text += " (" + std::to_string(processor.cores) + " cores)";
    return text;
}

void tell_system(Review& review) {
    const auto text = review.text("os-release");
    if (const auto os = text ? os_of(*text) : std::nullopt) {
        review.fact("os", os->name.empty() ? os->id : os->name);
        if (!named_by_safr(*os))
            review.find("os_unlisted", Severity::info, {{"os", os->name}}, {"os-release"});
    }
    if (const auto version = review.text("version")) review.fact("kernel", release_of(*version));
}

void tell_hardware(Review& review) {
    const auto text = review.text("cpuinfo");
    const auto processor = text ? processor_of(*text) : Processor{};
    if (processor.logical > 0) review.fact("cpu", processor_text(processor));
    auto kind = hypervisor_of(review.evidence(), processor);
    if (const auto container = container_of(review.evidence()); container && container->certain)
        kind += (kind.empty() ? "" : ", ") + container->kind + " (container)";
    review.fact("virtualization", kind);
}

/// How the journal of a boot ends that was shut down in order.
bool ends_in_order(std::string_view last_lines) {
    constexpr std::array marks{"Journal stopped",
                               "Shutting down.",
                               "systemd-shutdown",
                               "Received SIGTERM from PID 1",
                               "Reached target Reboot",
                               "Reached target reboot.target",
                               "Reached target Power-Off",
                               "Reached target poweroff.target",
                               "Reached target Power Off",
                               "Reached target Shutdown",
                               "Reached target shutdown.target",
                               "Reached target Final Step",
                               "Reached target final.target",
                               "Stopped target"};
    return std::any_of(marks.begin(), marks.end(), [&](const char* mark) {
        return last_lines.find(mark) != std::string_view::npos;
    });
}

void judge_last_boot(Review& review, const std::optional<Time>& booted) {
    const auto last_lines = review.text("boot:last_lines");
    if (!last_lines || lines_of(*last_lines).size() < 10 || ends_in_order(*last_lines)) return;
    // An old crash is history; one of this month explains what users ask about.
    if (!booted || review.now() - *booted > days{30}) return;
    review.find("unclean_shutdown", Severity::warning, {{"boot", when(booted)}},
                {"boot:last_lines"});
}

void count_reboots(Review& review) {
    std::set<std::uint32_t> boots;
    for (const auto& snapshot : review.past())
        if (snapshot.boot != 0 && review.now() - snapshot.time <= days{7})
            boots.insert(snapshot.boot);
    if (review.present().boot != 0) boots.insert(review.present().boot);
    const auto restarts = boots.empty() ? 0 : boots.size() - 1;
    if (static_cast<double>(restarts) < review.limit("reboots_warning")) return;
    review.find("reboots", Severity::warning, {{"count", std::to_string(restarts)}},
                {"past", "snapshot"});
}

void judge_uptime(Review& review) {
    const auto text = review.text("uptime");
    const auto seconds = text ? uptime_of(*text) : std::nullopt;
    std::optional<Time> booted;
    if (seconds && *seconds >= 0 && *seconds < 1e10) {
        const milliseconds up{static_cast<std::int64_t>(*seconds * 1000)};
        booted = review.now() - up;
        review.fact("uptime", span_text(up));
        if (up < days{1})
            review.find("rebooted", Severity::info,
                        {{"boot", when(booted)}, {"uptime", span_text(up)}}, {"uptime"});
    }
    judge_last_boot(review, booted);
    count_reboots(review);
}

}  // namespace

void judge_machine(Review& review) {
    tell_system(review);
    tell_hardware(review);
    judge_uptime(review);
    for (const auto* name : {"stat", "meminfo"})
        if (const auto failure = review.failure(name))
            review.find("unreadable", Severity::unknown,
                        {{"what", std::string("/proc/") + name}, {"reason", failure->what}},
                        {name});
}

}  // namespace diag::host
