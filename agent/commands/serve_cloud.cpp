// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/serve_cloud.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>

#include "agent/availability/recorder.hpp"
#include "agent/availability/samples.hpp"
#include "agent/commands/cloud_sample.hpp"
#include "agent/commands/own_child.hpp"
#include "platform/files.hpp"
#include "platform/json.hpp"
#include "platform/log.hpp"

namespace diag::commands {
namespace {

/// What the child said, or that it did not: which is not the cloud's fault.
availability::State state_from(const OwnChild::Report& report) {
    const auto document = report.timed_out ? Result<json::value>{Error{Fault::timed_out, ""}}
                                           : json::parse(report.output);
    if (!document) return availability::State::unknown;
    return cloud::state_named(json::text_at(*document, "state").value_or(""));
}

/// Asks by a child, and waits for what it says. `stopped` is asked every 200 ms meanwhile: a
/// service is over within two seconds. Nothing where it was stopped or could not begin.
std::optional<availability::State> ask_child(const std::vector<std::string>& globals,
                                             const Nap& nap) {
    constexpr milliseconds tick{200};
    std::mutex guard;
    std::condition_variable told;
    std::optional<availability::State> state;
    std::vector<std::string> words{"cloud", "sample", "--json", "--quiet"};
    words.insert(words.end(), globals.begin(), globals.end());
    auto child = OwnChild::start({.words = std::move(words),
                                  .patience = sample_patience,
                                  .output_limit = sample_limit,
                                  .line = {},
                                  .ended = [&](const OwnChild::Report& report) {
                                      const std::scoped_lock lock(guard);
                                      state = state_from(report);
                                      told.notify_all();
                                  }});
    if (!child) {
        log::warning("SAFR Cloud cannot be asked: " + child.error().what);
        return std::nullopt;
    }
    std::unique_lock lock(guard);
    while (!state && !nap.stopped()) told.wait_for(lock, tick);
    if (nap.stopped()) state.reset();
    lock.unlock();
    child->reset();
    return nap.stopped() ? std::nullopt : state;
}

std::uint32_t boot_now() {
    const auto id = system_files().read("/proc/sys/kernel/random/boot_id", 100);
    return id ? availability::boot_from(*id) : 0;
}

}  // namespace

void ServedCloud::use(const config::Config& config) {
    if (config.availability.sample == thread_.joinable()) return;
    end();
    if (!config.availability.sample) return;
    nap_.begin();
    thread_ = std::thread([this] { sample_on(); });
}

void ServedCloud::end() {
    nap_.stop();
    if (thread_.joinable()) thread_.join();
}

void ServedCloud::sample_on() {
    auto samples = availability::Samples::open(state_);
    if (!samples)
        return log::warning("samples of SAFR Cloud cannot be kept: " + samples.error().what);
    log::detail("SAFR Cloud is asked once a minute: cloud.sample");
    const auto period = sample_period();
    availability::Recorder recorder(static_cast<std::uint8_t>(period.count()));
    bool told = false;
    const auto keep = [&](const std::optional<availability::Run>& run) {
        const auto kept = run ? samples->append(*run) : Result<>{};
        if (!kept && !std::exchange(told, true))
            log::warning("samples of SAFR Cloud are lost: " + kept.error().what);
        if (kept) told = false;
    };
    while (!nap_.stopped()) {
        const availability::Sample at{.time = nap_.now(), .uptime = nap_.uptime()};
        if (const auto state = ask_child(globals_, nap_))
            keep(recorder.take({at.time, at.uptime, boot_now(), *state}));
        const auto spent = nap_.uptime() - at.uptime;
        if (!nap_.stopped()) nap_.sleep(std::max(period - spent, milliseconds{1}));
    }
    keep(recorder.finish());
}

}  // namespace diag::commands
