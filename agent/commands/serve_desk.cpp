// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/serve_desk.hpp"

#include <algorithm>

#include "agent/commands/certifying.hpp"
#include "agent/commands/sending.hpp"
#include "agent/exchange/back_off.hpp"
#include "platform/log.hpp"
#include "platform/memory.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using How = service::UploadEnded::How;

constexpr milliseconds probe_budget{20'000};
constexpr milliseconds longest_pause = exchange::BackOff::most;

/// The thread before has ended: it said so.
void begin(std::thread& thread, std::function<void()> work) {
    if (thread.joinable()) thread.join();
    thread = std::thread(std::move(work));
}

}  // namespace

void Nap::sleep(milliseconds span) {
    std::unique_lock lock(guard_);
    const auto before = wakes_;
    woken_.wait_for(lock, span, [&] { return stopped_ || wakes_ != before; });
}

void Nap::wake() {
    const std::scoped_lock lock(guard_);
    ++wakes_;
    woken_.notify_all();
}

void Nap::stop() {
    const std::scoped_lock lock(guard_);
    stopped_ = true;
    woken_.notify_all();
}

bool Nap::stopped() const {
    const std::scoped_lock lock(guard_);
    return stopped_;
}

void Nap::begin() {
    const std::scoped_lock lock(guard_);
    stopped_ = false;
}

ServedDesk::~ServedDesk() {
    upload_nap_.stop();
    other_nap_.stop();
    for (auto* each : {&upload_, &probe_, &renewal_})
        if (each->joinable()) each->join();
}

service::UploadEnded ServedDesk::sent(const Config& config, const std::string& bundle,
                                      std::uint64_t piece) {
    const auto failed = [&](const std::string& why) {
        return service::UploadEnded{bundle, How::failed, why};
    };
    const auto spool = Spool::open(state_);
    const auto all = spool ? spool->list() : spool.error();
    if (!all) return failed(all.error().what);
    const auto found = std::ranges::find(*all, bundle, &Spooled::bundle_id);
    if (found == all->end() || found->shelf == Shelf::revoked) return {bundle, How::stopped, {}};
    const auto way = halves_.way(*config, halves::Lane::upload);
    if (!way) return failed(way.error().what);
    std::string trouble;
    const Sending how{.config = *config,
                      .state = state_,
                      .way = *way,
                      .stop = [this] { return upload_nap_.stopped(); },
                      .progress =
                          [&](const upload::Progress& progress) {
                              inbox_.post(service::UploadMoved{progress.sent, progress.size,
                                                               !progress.trouble.empty()});
                              if (progress.trouble != trouble && !progress.trouble.empty())
                                  log::detail("bundle " + bundle + ": " + progress.trouble);
                              trouble = progress.trouble;
                          },
                      .first_piece = piece,
                      .heed = longest_pause,
                      .clock = upload_nap_};
    const auto sent = send_bundle(*found, how);
    if (!sent)
        return {bundle, sent.error().fault == Fault::malformed ? How::refused : How::failed,
                sent.error().what};
    return {bundle, *sent == Sent::whole ? How::whole : How::stopped, {}};
}

void ServedDesk::send(const std::string& bundle, std::uint64_t piece) {
    upload_nap_.begin();
    begin(upload_, [this, bundle, piece, config = config_] {
        auto ended = sent(config, bundle, piece);
        give_back_memory();
        inbox_.post(std::move(ended));
    });
}

void ServedDesk::withdraw(const std::string& bundle) {
    upload_nap_.begin();
    begin(upload_, [this, bundle, config = config_] {
        const auto way = halves_.way(*config, halves::Lane::upload);
        Result<TakenBack> how = way ? TakenBack::gone : Result<TakenBack>{way.error()};
        if (way)
            how = withdraw_bundle(bundle, {.config = *config,
                                           .state = state_,
                                           .way = *way,
                                           .stop = [this] { return upload_nap_.stopped(); },
                                           .progress = [](const upload::Progress&) {}});
        if (!how) log::warning(bundle + " is not deleted at the desk yet: " + how.error().what);
        if (how && *how == TakenBack::gone) log::detail(bundle + ": the desk has nothing of it");
        if (how && *how == TakenBack::at_desk)
            log::warning(bundle + " was at the desk before it was taken back: it is kept as sent");
        inbox_.post(service::Withdrawn{bundle, how && *how != TakenBack::by_another});
    });
}

void ServedDesk::try_way() {
    begin(probe_, [this, config = config_] {
        service::Probed probed;
        const auto way = halves_.way(*config, halves::Lane::probe);
        if (!way) {
            probed.trouble = way.error().what;
        } else {
            const auto until = system_clock().uptime() + probe_budget;
            const auto desk =
                way->open([&] { return other_nap_.stopped() || system_clock().uptime() > until; });
            const auto tried = upload::probe(way->base + "/v1/probe", *desk, system_clock());
            if (!tried) probed.trouble = tried.error().what;
            if (tried && tried->known)
                log::detail("a try of the way to the desk: it takes about " +
                            bytes_text(tried->rate) + "/s");
            if (tried) probed.piece = tried->piece();
        }
        inbox_.post(std::move(probed));
    });
}

void ServedDesk::renew(std::function<void()> renewed) {
    begin(renewal_, [this, config = config_, renewed = std::move(renewed)] {
        const auto way = halves_.way(*config, halves::Lane::renewal);
        if (!way) return log::warning("the certificate is not renewed: " + way.error().what);
        const auto desk = way->open([this] { return other_nap_.stopped(); });
        const auto certificate = renew_certificate(state_, way->base, *desk);
        if (!certificate)
            return log::warning("the certificate is not renewed: " + certificate.error().what);
        log::detail("the certificate is renewed until " + to_text(certificate->not_after()));
        renewed();
    });
}

}  // namespace diag::commands
