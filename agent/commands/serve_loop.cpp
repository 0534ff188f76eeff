// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/serve_loop.hpp"

#include <algorithm>

#include "agent/commands/sending.hpp"
#include "platform/command_line.hpp"
#include "platform/digest.hpp"
#include "platform/log.hpp"
#include "platform/memory.hpp"
#include "platform/service_state.hpp"

namespace diag::commands {
namespace {

// Of the two seconds in which a service is over once it is told.
constexpr milliseconds to_stop{1'500};
// So long after the last event it is quiet, and memory is given back.
constexpr milliseconds quiet{5'000};

}  // namespace

Serving::Serving(Plan plan, Watch& watch)
    : plan_(std::move(plan)),
      watch_(watch),
      instance_(uuid_v7(system_clock().now())),
      service_(plan_.terms),
      site_(plan_.config, plan_.state),
      line_config_(plan_.config),
      halves_(plan_.state, std::move(plan_.parting), inbox_),
      desk_(plan_.state, halves_, inbox_),
      cloud_(plan_.state, plan_.globals) {
    desk_.use(plan_.config);
}

Serving::~Serving() {
    line_.reset();
    metrics_.reset();
    watch_.end();
    if (watcher_.joinable()) watcher_.join();
}

int Serving::serve() {
    open_metrics();
    watcher_ = std::thread([this] {
        for (;;) {
            const auto seen = watch_.wait();
            if (seen.ended) return;
            inbox_.post(seen);
        }
    });
    for (const auto& action : service_.begin(system_clock().now()))
        std::visit([this](const auto& it) { act(it); }, action);
    site_.settle_requests();
    look();
    open_line();
    cloud_.use(*plan_.config);
    tell_service_state(ServiceState::ready);
    const auto watchdog = watchdog_patience();
    std::optional<milliseconds> until;
    while (!ended_ && (!until || system_clock().uptime() < *until)) {
        const auto now = system_clock().now();
        auto patience = service_.next(now) - now;
        if (busy_) patience = std::min(patience, quiet);
        if (until) patience = std::min(patience, *until - system_clock().uptime());
        if (reopen_) patience = std::min(patience, *reopen_ - system_clock().uptime());
        if (watchdog) patience = std::min(patience, *watchdog / 2);
        auto batch = inbox_.take(std::max(patience, milliseconds{0}));
        const bool nothing = batch.events.empty() && !batch.seen.changed;
        if (nothing && std::exchange(busy_, false)) give_back_memory();
        if (!nothing) busy_ = true;
        if (watchdog) tell_service_state(ServiceState::alive);
        if (batch.seen.terminate && !until) {
            log::news("told to stop");
            tell_service_state(ServiceState::stopping);
            until = system_clock().uptime() + to_stop;
            reopen_.reset();
            feed(service::StopAsked{});
        }
        if (batch.seen.reload) {
            tell_service_state(ServiceState::reloading);
            reload();
            tell_service_state(ServiceState::ready);
        }
        if (reopen_ && system_clock().uptime() >= *reopen_) open_line();
        look_ |= batch.seen.changed;
        for (const auto& event : batch.events) feed(event);
        if (batch.flooded && !until) end_flood();
        if (!batch.one_process.empty() && !until) go_on_as_one(batch.one_process);
        look();
        feed(service::Tick{});
        site_.tell_refusals();
        if (metrics_) metrics_->show(service_.picture());
    }
    site_.tell_refusals(true);
    // A run that did not end in time is killed with us, and found as such at the next start.
    return exit_code::done;
}

void Serving::feed(const service::Event& event) {
    pending_.push_back(event);
    while (!pending_.empty()) {
        const auto next = std::move(pending_.front());
        pending_.pop_front();
        for (const auto& action : service_.on(next, system_clock().now()))
            std::visit([this](const auto& it) { act(it); }, action);
    }
}

void Serving::look() {
    // Looking may show what is to be mended and looked at again; not for ever.
    constexpr int most = 8;
    for (int i = 0; look_ && i < most; ++i) {
        look_ = false;
        const auto sight = site_.look();
        if (!sight) return log::warning("requests and spool cannot be read: " + sight.error().what);
        feed(*sight);
    }
}

void Serving::up(std::string_view by) { inbox_.post(service::LineUp{std::string(by)}); }

void Serving::down(const std::string& why, milliseconds again) {
    inbox_.post(service::LineDown{why, again});
}

void Serving::message(exchange::line::Message message) {
    inbox_.post(service::Event{std::move(message)});
}

void Serving::open_metrics() {
    metrics_.reset();
    const auto& place = plan_.config->serve.metrics;
    if (place.empty()) return;
    auto metrics = ServedMetrics::start(place);
    if (!metrics)
        return log::warning("serve.metrics: nobody can read figures at " + place + ": " +
                            metrics.error().what);
    metrics_ = std::move(*metrics);
    metrics_->show(service_.picture());
    log::detail("figures are at http://" + place + "/metrics");
}

void Serving::reload() {
    auto config = plan_.read_config();
    if (!config)
        return log::warning("the configuration is not taken over, the one before holds:\n" +
                            config.error().what);
    const auto url = https_url_from(config->desk.url);
    if (!url)
        return log::warning(
            "the configuration is not taken over, the one before holds:\ndesk.url: " +
            url.error().what);
    const auto before =
        std::exchange(plan_.config, std::make_shared<const config::Config>(std::move(*config)));
    site_.use(plan_.config);
    desk_.use(plan_.config);
    cloud_.use(*plan_.config);
    {
        const std::scoped_lock lock(line_guard_);
        line_config_ = plan_.config;
    }
    log::detail("the configuration is taken over");
    if (plan_.config->serve.metrics != before->serve.metrics) open_metrics();
    if (plan_.config->serve.halves != before->serve.halves)
        log::warning("serve.halves holds from the next start on");
    halves_.part_again();
    // A line half is told at its beginning alone where the desk is, and by which login.
    if (halves_.two() || plan_.config->desk.url != before->desk.url ||
        plan_.config->desk.proxy != before->desk.proxy) {
        plan_.base = url->path;
        open_line();
    } else if (line_) {
        line_->hurry();  // whoever changed something here wants to see it work
    }
    site_.decline_fallen();
    look_ = true;
    // What is being sent goes on by the new one.
    desk_.stop_sending();
    terms_changed();
}

void Serving::terms_changed() {
    const auto terms = site_.terms();
    if (!terms) return log::warning(terms.error().what);
    feed(*terms);
}

}  // namespace diag::commands
