// SPDX-License-Identifier: Apache-2.0
// The desk's server: agents enrol, hold their line and send bundles, engineers ask.
#include <algorithm>
#include <filesystem>
#include <thread>

#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/saying.hpp"
#include "desk/serve/service.hpp"
#include "platform/files.hpp"
#include "platform/interrupt.hpp"
#include "platform/lock.hpp"
#include "platform/log.hpp"
#include "platform/names.hpp"
#include "platform/shell_word.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr milliseconds glance{200};
constexpr milliseconds second{1000};
constexpr unsigned threads = 4;  // verifying one bundle must not hold up the others
constexpr std::chrono::days warn_before{30};

struct Place {
    std::string address;
    std::uint16_t port = 0;
};

/// "0.0.0.0:8443", "[::]:8443".
Result<Place> place_of(std::string_view text, std::string_view what) {
    const auto colon = text.rfind(':');
    const auto port = colon == std::string_view::npos ? std::optional<std::uint64_t>()
                                                      : natural(text.substr(colon + 1));
    if (!port || *port > 65535)
        return Error{Fault::malformed,
                     std::string(what) + ": ADDRESS:PORT is expected, such as 127.0.0.1:8443"};
    auto address = text.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']'))
        address = address.substr(1, address.size() - 2);
    return Place{std::string(address), static_cast<std::uint16_t>(*port)};
}

/// For the people who started it: where it listens, and where it is expected.
std::string listening_words(const std::string& listen, std::uint16_t port, const std::string& url) {
    const auto address = listen.substr(0, listen.rfind(':'));
    return "listening on " + address + ":" + std::to_string(port) +
           (is_wildcard(address) || address == "[::]" ? ", every address of this machine" : "") +
           (url.empty() ? "" : "; sites and engineers reach it at " + url) + "\n";
}

/// The key of the authority, where it is here: agents enrol with it.
std::optional<Authority> authority_here(const Home& home, const Invocation& invocation) {
    auto authority = authority_of(home, invocation);
    if (authority) return std::move(*authority);
    log::warning("nobody can enrol or renew a certificate: " + authority.error().what);
    return {};
}

/// Sites in two processes want a certificate each day, and cannot go back to one by themselves.
void warn_of_lines(const Office& office) {
    const auto agents = office.store.fleet->agents();
    if (!agents) return log::warning(agents.error().what);
    const auto lines =
        std::ranges::count_if(*agents, [](const Agent& each) { return !each.line_key.empty(); });
    if (lines > 0)
        log::warning(std::to_string(lines) +
                     " sites have their lines certified here (serve.halves = \"two\"): without the "
                     "authority's key they lose them within a week");
}

Result<> furnish(Office& office, const Invocation& invocation) {
    auto certificate = certificate_from_file(office.home.file("desk.pem"));
    if (!certificate) return certificate.error();
    auto key = unlocked(office.home.file("desk.key"), invocation, passphrase_option.name);
    if (!key) return key.error();
    const auto now = office.clock.now();
    if (const auto fine = believed(*certificate, Role::desk, *office.beliefs.now(), now); !fine)
        return Error{fine.error().fault, "desk.pem: " + fine.error().what};
    std::error_code failed;
    if (certificate->not_after() - now < warn_before)
        log::warning(
            "desk.pem ends at " + clock_text(certificate->not_after()) +
            ": safr-desk issue desk --desk " +
            shell_word(std::filesystem::absolute(office.home.directory(), failed).native()) +
            " makes a new one");
    office.certificate = std::move(*certificate);
    office.key = std::move(*key);
    office.authority = authority_here(office.home, invocation);
    if (!office.authority) warn_of_lines(office);
    return {};
}

Result<std::unique_ptr<WebServer>> open_door(const Office& office, Service& service,
                                             const std::string& listen) {
    const auto place = place_of(listen, "listen");
    if (!place) return place.error();
    return WebServer::start(
        {.address = place->address,
         .port = place->port,
         .tls = WebTls{*office.certificate, *office.key, office.beliefs.now()->authority},
         .threads = threads,
         .most_connections = office.settings.agents},
        service);
}

/// No server is worth less for nobody looking at its figures.
std::unique_ptr<WebServer> open_metrics(const std::string& listen, WebService& figures) {
    if (listen.empty()) return nullptr;
    const auto place = place_of(listen, "metrics");
    auto server = place
                      ? WebServer::start({.address = place->address, .port = place->port}, figures)
                      : Result<std::unique_ptr<WebServer>>(place.error());
    if (server) return std::move(*server);
    log::warning("no metrics: " + server.error().what);
    return nullptr;
}

int serve_until_told(Office& office, const std::string& listen, const std::string& metrics) {
    Service service(office);
    service.wake();
    auto door = open_door(office, service, listen);
    if (!door) return failure(door.error());
    Metrics figures([&] { return service.metrics((*door)->figures()); });
    const auto loopback = open_metrics(metrics, figures);
    const auto port = (*door)->port();
    if (const int told = print("up " + std::to_string(port) + "\n" +
                               listening_words(listen, port, office.settings.url));
        told != exit_code::done)
        return told;
    log::detail("serving " + office.home.directory().native() + " at " + office.settings.url +
                (loopback ? ", metrics on port " + std::to_string(loopback->port()) : ""));
    for (milliseconds since{0}; !interrupted(); since += glance) {
        office.clock.sleep(glance);
        if (since >= second) service.tick();
        if (since >= second) since = milliseconds{0};
    }
    log::detail("going down");
    service.go_down();
    return exit_code::done;
}

int run_serve(const Invocation& invocation) {
    const auto home = Home::at(invocation.positionals().front());
    if (!home) return failure(home.error());
    const auto settings = settings_of(home->directory());
    if (!settings) return failure(settings.error());
    const auto alone = sole_holder(home->file("serve.lock"));
    if (!alone)
        return failure({alone.error().fault, "this desk is served already: " + alone.error().what});
    auto store = sqlite_store(home->file("desk.sqlite"));
    if (!store) return failure(store.error());
    const auto beliefs = Beliefs::of(*home);
    if (!beliefs) return failure(beliefs.error());
    watch_for_interrupts();
    const auto shelf = folder_shelf(home->file("bundles"));
    Office office(*home, *settings, *store, *shelf, **beliefs, system_clock());
    if (const auto fine = furnish(office, invocation); !fine) return failure(fine.error());
    return serve_until_told(office, invocation.value("--listen", settings->listen),
                            invocation.value("--metrics", settings->metrics));
}

constexpr Option options[] = {
    {.name = "--listen",
     .value = "ADDRESS:PORT",
     .help = "listen there instead of where desk.toml says; port 0: any that is free"},
    {.name = "--metrics",
     .value = "ADDRESS:PORT",
     .help = "figures for Prometheus there, or nowhere when empty"},
    passphrase_option,
    authority_passphrase_option,
};

}  // namespace

const Command serve_command{
    .name = "serve",
    .summary = "serve sites and engineers over HTTPS",
    .description =
        "Lets agents enrol, keeps a line to each of them, hands them the requests that engineers "
        "send, and receives their bundles, which are verified before they count. Everything lies "
        "in DIR: what is known in desk.sqlite, bundles in bundles/. Both ends of every connection "
        "prove who they are.\n\n"
        "Prints \"up PORT\" and the address once it listens, and serves until SIGTERM or Ctrl-C. "
        "What is under way "
        "then goes on when it is back. Keys with a passphrase are asked for, or read from files. "
        "Without ca.key everything works but enrolment and renewals.",
    .example =
        "safr-desk serve /srv/desk\n"
        "safr-desk serve desk --listen 127.0.0.1:8443 --verbose",
    .options = options,
    .positional = {.name = "DIR", .least = 1, .most = 1, .complete = "directory"},
    .run = run_serve};

}  // namespace diag::desk
