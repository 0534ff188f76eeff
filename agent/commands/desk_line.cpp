// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/desk_line.hpp"

#include "agent/commands/command_here.hpp"

namespace diag::commands {

Result<HttpsPlace> place_of(const config::Config& config, const HttpsUrl& url) {
    HttpsPlace place{.host = url.host, .port = url.port};
    if (config.desk.proxy.empty()) return place;
    auto proxy = proxy_from(config.desk.proxy);
    if (!proxy) return Error{Fault::malformed, "desk.proxy: " + proxy.error().what};
    const auto accounts = config::accounts_of(config);
    if (!accounts) return accounts.error();
    if (const auto account = accounts->find("proxy"); account != accounts->end()) {
        proxy->user = account->second.user;
        proxy->password = account->second.password;
    }
    place.proxy = std::move(*proxy);
    return place;
}

Result<exchange::Trust> desk_believed(const std::filesystem::path& state) {
    auto trust = exchange::trust_in(state / "trust");
    if (trust || trust.error().fault != Fault::absent) return trust;
    return Error{Fault::absent, trust.error().what + ": " + command_here("safr-diag trust CA") +
                                    ", with the ca.pem of the desk"};
}

Result<std::unique_ptr<DeskLine>> desk_line(const config::Config& config,
                                            const std::filesystem::path& state) {
    if (config.desk.url.empty())
        return Error{Fault::refused,
                     "there is no desk to send to: set desk.url, or give the bundle's file to "
                     "support by another way (" +
                         command_here("safr-diag spool") + ")"};
    const auto url = https_url_from(config.desk.url);
    if (!url) return Error{Fault::malformed, "desk.url: " + url.error().what};
    auto identity = exchange::agent_identity(state);
    if (!identity) return identity.error();
    auto trust = desk_believed(state);
    if (!trust) return trust.error();
    auto place = place_of(config, *url);
    if (!place) return place.error();
    auto line = std::make_unique<DeskLine>(
        DeskLine{std::move(*identity), std::move(*trust), std::move(*place), url->path});
    line->place.authority = line->trust.authority;
    line->place.certificate = &line->identity.certificate;
    line->place.key = &line->identity.key;
    return line;
}

}  // namespace diag::commands
