// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/serve_metrics.hpp"

#include <unistd.h>

#include "agent/run/usage.hpp"
#include "agent/service/metrics.hpp"
#include "platform/log.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

constexpr std::size_t most_connections = 16;
constexpr milliseconds patience{5'000};

}  // namespace

Result<std::unique_ptr<ServedMetrics>> ServedMetrics::start(const std::string& place) {
    const auto colon = place.rfind(':');
    const auto port = natural(place.substr(colon == place.npos ? place.size() : colon + 1));
    auto address = place.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']'))
        address = address.substr(1, address.size() - 2);
    if (!port || *port > 65'535) return Error{Fault::malformed, "serve.metrics: no port"};
    if (!is_loopback(address))
        log::warning("serve.metrics: whoever reaches " + place +
                     " can read this service's figures");
    auto metrics = std::make_unique<ServedMetrics>();
    auto server = WebServer::start({.address = address,
                                    .port = static_cast<std::uint16_t>(*port),
                                    .tls = {},
                                    .most_connections = most_connections,
                                    .patience = patience},
                                   *metrics);
    if (!server) return server.error();
    metrics->server_ = std::move(*server);
    return metrics;
}

ServedMetrics::~ServedMetrics() { server_.reset(); }

void ServedMetrics::show(const service::Picture& picture) {
    const std::scoped_lock lock(guard_);
    picture_ = picture;
}

WebReception ServedMetrics::begin(const WebHead& head) {
    if (head.path != "/metrics") return web_error(404, "the figures are at /metrics");
    if (head.method != "GET" && head.method != "HEAD") return web_error(405, "only GET");
    const std::scoped_lock lock(guard_);
    return WebAnswer{.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                     .body = service::metrics_text(picture_, system_clock().now(),
                                                   run::use_of(::getpid()).rss_bytes)};
}

}  // namespace diag::commands
