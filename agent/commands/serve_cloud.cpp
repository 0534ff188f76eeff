// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/serve_cloud.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "agent/availability/recorder.hpp"
#include "agent/availability/sample_writer.hpp"
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
/// service is over within two seconds. Nothing where it was stopped.
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
        return availability::State::unknown;  // that nobody asked is on record, and nobody's fault
    }
    std::unique_lock lock(guard);
    while (!state && !nap.stopped()) told.wait_for(lock, tick);
    if (nap.stopped()) state.reset();
    lock.unlock();
    child->reset();
    return nap.stopped() ? std::nullopt : state;
}

/// Runs on their way to the disk, and people who are told of an outage once it is there: once, by
/// its first run, which is five minutes long at most, or the run behind it where that was a single
/// look.
class Keeping {
public:
    Keeping(const std::filesystem::path& state, const std::vector<std::string>& globals)
        : writer_(state), globals_(globals) {}

    void keep(const std::optional<availability::Run>& run) {
        const auto kept = writer_.keep(run);
        if (!kept && !std::exchange(warned_, true))
            log::warning("samples of SAFR Cloud cannot be kept, and wait: " + kept.error().what);
        if (kept) warned_ = false;
        if (run) heed(*run);
        if (kept && std::exchange(to_tell_, false)) tell();
    }

    /// The last one. A service that stops waits for no program that tells: check finds it.
    void finish(const std::optional<availability::Run>& run) {
        if (const auto kept = writer_.keep(run); !kept)
            log::warning("samples of SAFR Cloud are lost: " + kept.error().what);
    }

private:
    void heed(const availability::Run& run) {
        using availability::State;
        if (availability::answered(run)) outage_ = false;
        if (run.state == State::down && !std::exchange(outage_, true)) untold_ = true;
        // How long a single look in vain was is known by the run behind it.
        const bool measured = run.state != State::down || run.span > 0;
        if (measured && std::exchange(untold_, false)) to_tell_ = true;
    }

    /// By a process of its own: programs that tell people may hang.
    void tell() {
        constexpr milliseconds patience{120'000};
        std::vector<std::string> words{"cloud", "tell", "--quiet"};
        words.insert(words.end(), globals_.begin(), globals_.end());
        notice_.reset();
        auto child = OwnChild::start(
            {.words = std::move(words),
             .patience = patience,
             .line = {},
             .ended = [](const OwnChild::Report& report) {
                 if (report.timed_out || report.ended.signal != 0 || report.ended.exit_code != 0)
                     log::warning("people were not told of an outage: " + end_in_words(report));
             }});
        if (!child)
            return log::warning("people cannot be told of an outage: " + child.error().what);
        notice_ = std::move(*child);
    }

    availability::SampleWriter writer_;
    const std::vector<std::string>& globals_;
    bool warned_ = false, outage_ = false, untold_ = false, to_tell_ = false;
    std::unique_ptr<OwnChild> notice_;
};

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
    log::detail("SAFR Cloud is asked once a minute: cloud.sample");
    const auto period = sample_period();
    availability::Recorder recorder(static_cast<std::uint8_t>(period.count()));
    Keeping keeping(state_, globals_);
    while (!nap_.stopped()) {
        const availability::Sample at{.time = nap_.now(), .uptime = nap_.uptime()};
        if (const auto state = ask_child(globals_, nap_))
            keeping.keep(recorder.take({at.time, at.uptime, boot_now(), *state}));
        const auto spent = nap_.uptime() - at.uptime;
        if (!nap_.stopped()) nap_.sleep(std::max(period - spent, milliseconds{1}));
    }
    keeping.finish(recorder.finish());
}

}  // namespace diag::commands
