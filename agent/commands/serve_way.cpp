// SPDX-License-Identifier: Apache-2.0
// The service's way to its desk: by connections of its own, or by the half that has them.
#include "agent/commands/serve_loop.hpp"
#include "platform/log.hpp"

namespace diag::commands {
namespace {

constexpr milliseconds after_flood{60'000};

}  // namespace

void Serving::end_flood() {
    if (!std::exchange(flood_told_, true))
        log::warning(
            "the desk sends more than this service takes: the line is closed for a minute, and "
            "then "
            "the desk says it again");
    line_.reset();
    reopen_ = system_clock().uptime() + after_flood;
    feed(service::LineDown{"the desk sent too much at once", after_flood});
}

/// A site that its desk cannot reach could not be helped.
void Serving::go_on_as_one(const std::string& why) {
    if (!halves_.two()) return;
    line_.reset();
    halves_.unite(why);
    desk_.stop_sending();  // what is being sent goes on by the other way
    open_line();
}

void Serving::open_line() {
    reopen_.reset();
    line_.reset();
    if (halves_.two()) {
        line_ = halves_.line([this] { return begin(); }, *this);
        return;
    }
    line_ = line::Line::open({.place = [this] { return place(); },
                              .base = plan_.base,
                              .hello = [this] { return hello(); }},
                             *this);
}

Result<HttpsPlace> Serving::place() {
    const std::scoped_lock lock(line_guard_);
    auto fresh = desk_line(*line_config_, plan_.state);
    if (!fresh) return fresh.error();
    desk_line_ = std::move(*fresh);
    return desk_line_->place;
}

Result<halves::Begin> Serving::begin() const {
    const std::scoped_lock lock(line_guard_);
    const auto url = https_url_from(line_config_->desk.url);
    if (!url) return Error{Fault::malformed, "desk.url: " + url.error().what};
    const auto trust = desk_believed(plan_.state);
    if (!trust) return trust.error();
    const auto place = place_of(*line_config_, *url);
    if (!place) return place.error();
    halves::Begin begin{.host = place->host,
                        .port = place->port,
                        .base = url->path,
                        .authority = trust->authority.pem(),
                        .version = DIAG_VERSION,
                        .instance = instance_,
                        .trust = trust->revoked ? trust->revoked->number() : 0};
    if (place->proxy) {
        begin.proxy_host = place->proxy->host;
        begin.proxy_port = place->proxy->port;
        begin.proxy_user = place->proxy->user;
        begin.proxy_password = place->proxy->password;
    }
    return begin;
}

exchange::line::Hello Serving::hello() const {
    const auto trust = exchange::trust_in(plan_.state / "trust");
    return {.version = DIAG_VERSION,
            .instance = instance_,
            .trust = trust && trust->revoked ? trust->revoked->number() : 0,
            .clock = system_clock().now()};
}

}  // namespace diag::commands
