// SPDX-License-Identifier: Apache-2.0
// This agent becomes known to a desk: the key stays here, a certificate comes back.
#include "agent/commands/asking.hpp"
#include "agent/commands/certifying.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/desk_line.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "platform/authority.hpp"
#include "platform/interrupt.hpp"
#include "platform/secret_file.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

constexpr std::size_t token_limit = 4096;
constexpr std::size_t shortest_digest = 32;

/// From --token-file, or --token, which every user of this machine can see while it runs.
Result<std::string> token_of(const Invocation& invocation) {
    if (invocation.has("--token-file")) {
        const auto text = private_file(invocation.value("--token-file"), token_limit);
        if (!text) return text.error();
        return std::string(trimmed(*text));
    }
    if (invocation.has("--token")) return invocation.value("--token");
    return Error{Fault::refused, "give the desk's token: --token-file FILE or --token TOKEN"};
}

/// The part of the token that tells whom to believe: the beginning of the authority's digest.
Result<std::string> authority_in(const std::string& token) {
    const auto dot = token.rfind('.');
    const auto digest = dot == std::string::npos ? std::string() : token.substr(dot + 1);
    if (digest.size() < shortest_digest ||
        digest.find_first_not_of("0123456789abcdef") != std::string::npos)
        return Error{Fault::malformed,
                     "that is no token: it was made by safr-desk token, and is one line that ends "
                     "in a dot and 32 digits"};
    return digest;
}

struct Enrolled {
    Certificate certificate;
    std::string agent, site;
};

/// What the desk answered, proven: its authority is the token's, our certificate is for our key.
Result<Enrolled> take(const std::filesystem::path& state, const HttpAnswer& answer,
                      const std::optional<Certificate>& shown) {
    const auto said = said_by_desk(answer);
    if (!said) return said.error();
    if (!shown) return Error{Fault::malformed, "the desk showed no authority"};
    const auto trust = exchange::trust_in(state / "trust");
    if (!trust && trust.error().fault == Fault::absent) {
        const auto noted = record(state, ledger::Kind::trust,
                                  {{"desk", shown->name()},
                                   {"fingerprint", shown->fingerprint()},
                                   {"who", who_decides()},
                                   {"why", "enrolled by a token of this desk"}});
        if (!noted) return noted.error();
    }
    if (const auto begun = exchange::begin_trust(state / "trust", *shown); !begun)
        return begun.error();
    const auto certificate = take_over(state, *said, *shown, "enrolled by " + who_decides());
    if (!certificate) return certificate.error();
    return Enrolled{*certificate, certificate->name(),
                    printable(json::text_at(*said, "site").value_or(""))};
}

Result<Enrolled> enroll(const Invocation& invocation, const config::Config& config,
                        const std::filesystem::path& state) {
    const auto url = https_url_from(invocation.positionals().front());
    if (!url) return Error{Fault::refused, "URL: " + url.error().what};
    const auto token = token_of(invocation);
    if (!token) return token.error();
    const auto digest = authority_in(*token);
    if (!digest) return digest.error();
    if (const auto marked = config::mark_state(state); !marked) return marked.error();
    const auto identity = exchange::agent_identity(state);
    if (!identity) return identity.error();
    const auto asked = CertificateRequest::make(identity->key, "safr-diag agent");
    if (!asked) return asked.error();
    auto place = place_of(config, *url);
    if (!place) return place.error();
    place->authority_digest = *digest;
    watch_for_interrupts();
    Https desk(std::move(*place), interrupted);
    const auto body = json::write(
        json::object{{"token", *token}, {"request", asked->pem()}, {"version", DIAG_VERSION}});
    const auto answer = desk.ask({.method = "POST",
                                  .target = url->path + "/v1/enroll",
                                  .headers = {{"Content-Type", "application/json"}},
                                  .body = body});
    // That nobody answers there is no mistake on the command line.
    if (!answer &&
        (answer.error().fault == Fault::refused || answer.error().fault == Fault::absent))
        return Error{Fault::io, answer.error().what};
    if (!answer) return answer.error();
    return take(state, *answer, desk.shown_authority());
}

/// What is still to be done by hand.
std::string next_steps(const config::Config& config, const std::string& url) {
    const auto file = config.file.empty() ? std::string(config::default_file) : config.file;
    std::string text;
    if (config.desk.url.empty())
        text += "Write the desk into " + file + ":\n  [desk]\n  url = \"" + printable(url) + "\"\n";
    return text + "Keep the line to the desk:\n  " + command_here("safr-diag serve") +
           "\nSee what support asks, and say yes or no:\n  " + command_here("safr-diag requests") +
           "\n";
}

int run_enroll(const Invocation& invocation) {
    const auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto state = record_directory_of(invocation);
    if (!state) return failure(state.error());
    const auto enrolled = enroll(invocation, *config, *state);
    if (!enrolled) return failure(enrolled.error());
    const auto until = to_text(enrolled->certificate.not_after());
    if (invocation.has("--json"))
        return print(json::write_pretty(
            json::object{{"agent", enrolled->agent}, {"site", enrolled->site}, {"until", until}}));
    const auto text = "This agent is \"" + enrolled->agent + "\"" +
                      (enrolled->site.empty() ? "" : " of \"" + enrolled->site + "\"") +
                      ", until " + until + ".\n";
    return print(text + next_steps(*config, invocation.positionals().front()));
}

constexpr Option options[] = {
    {.name = "--token-file",
     .value = "FILE",
     .help = "the desk's token, in a file that is yours alone",
     .complete = "file"},
    {.name = "--token",
     .value = "TOKEN",
     .help = "the token itself; others on this machine may see it while this runs"},
};

}  // namespace

const Command enroll_command{
    .name = "enroll",
    .summary = "make this agent known to a support desk",
    .description =
        "Asks the desk at URL for a certificate for this agent's key, which stays here, and "
        "believes the desk from then on. The token comes from the desk (safr-desk token), works "
        "once, and proves the desk to us as well as us to the desk. Nothing is sent but the "
        "public key.",
    .example = "safr-diag enroll https://desk.example --token-file token.txt",
    .options = options,
    .positional = {.name = "URL", .least = 1, .most = 1},
    .run = run_enroll};

}  // namespace diag::commands
