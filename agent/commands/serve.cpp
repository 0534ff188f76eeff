// SPDX-License-Identifier: Apache-2.0
// The service at a site: keeps the line to the desk, runs what was granted, sends what was made.
#include <unistd.h>

#include "agent/commands/backup_rehearsal.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/serve_loop.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "agent/exchange/identity.hpp"
#include "agent/spool/spool.hpp"
#include "platform/lock.hpp"
#include "platform/log.hpp"
#include "platform/memory.hpp"
#include "platform/network_door.hpp"
#include "platform/shell_word.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

/// What to do where the desk does not know us; `url` is the desk's, or how to write it.
std::string how_to_enroll(const std::string& url) {
    return command_here("safr-diag enroll " + url + " --token-file FILE") +
           ", with a token of the desk (there: safr-desk token)";
}

/// desk.url is missing. Enrolling is a step only for who has not.
Error no_desk(const config::Config& config, const fs::path& state) {
    const auto file = config.file.empty() ? std::string(config::default_file) : config.file;
    const auto terms = ServedSite(std::make_shared<const config::Config>(config), state).terms();
    const bool enrolled = terms || terms.error().fault != Fault::absent;
    return {Fault::absent,
            "desk.url is not set, so there is no desk to serve: write url = "
            "\"https://...\" under [desk] in " +
                file + (enrolled ? "" : "; then: " + how_to_enroll("URL"))};
}

std::vector<std::string> globals_of(const Invocation& invocation, const fs::path& state) {
    std::vector<std::string> words;
    std::error_code failed;
    // What root's own service tells people is short: whoever answers is root too, or asks sudo.
    if (invocation.has("--state") || ::geteuid() != 0) words = {"--state", state.native()};
    if (invocation.has("--config")) {
        // Children of a later day: absolute, whatever the directory is then.
        words.emplace_back("--config");
        words.push_back(fs::absolute(invocation.value("--config"), failed).native());
    }
    return words;
}

/// Everything that must be there before anything is begun.
Result<Serving::Plan> plan_of(const Invocation& invocation, const config::Config& config,
                              const fs::path& state) {
    if (config.desk.url.empty()) return no_desk(config, state);
    const auto url = https_url_from(config.desk.url);
    if (!url) return Error{Fault::malformed, "desk.url: " + url.error().what};
    Serving::Plan plan{.config = std::make_shared<const config::Config>(config),
                       .state = state,
                       .globals = globals_of(invocation, state),
                       .read_config = [invocation] { return config_of(invocation); },
                       .terms = {},
                       .base = url->path};
    const auto terms = ServedSite(plan.config, state).terms();
    if (!terms && terms.error().fault == Fault::absent)
        return Error{Fault::absent, "this agent is not enrolled at " + config.desk.url +
                                        " yet: " + how_to_enroll(shell_word(config.desk.url))};
    if (!terms) return terms.error();
    plan.terms = *terms;
    return plan;
}

/// Who reads the log may be another user: a service of one's own names its state directory.
void remember_state(Invocation invocation, const fs::path& state) {
    if (::geteuid() == 0) return;
    invocation.options_["--state"] = {state.native()};
    remember_places(invocation);
}

/// Whom it serves, and as whom: the one line that a journal must have.
void tell_begin(const config::Config& config, const fs::path& state) {
    const auto identity = exchange::agent_identity(state);
    log::news("serving " + config.desk.url + " as agent \"" +
              (identity ? identity->certificate.name() : std::string("?")) + "\"" +
              (config.site.name.empty() ? "" : " of \"" + config.site.name + "\""));
}

/// Where the other half comes to; nothing: it is started from here.
Result<std::optional<fs::path>> line_socket(const Invocation& invocation) {
    if (!invocation.has("--line-socket")) return std::optional<fs::path>{};
    const fs::path path = invocation.value("--line-socket");
    if (path.is_absolute()) return std::optional{path};
    return Error{Fault::refused, "--line-socket takes an absolute path"};
}

int run_serve(const Invocation& invocation) {
    // Until it is decided which half this is, nothing goes out.
    shut_network_door();
    keep_memory_small();
    const auto socket = line_socket(invocation);
    if (!socket) return failure(socket.error());
    const auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto state = record_directory_of(invocation);
    if (!state) return failure(state.error());
    if (const auto marked = config::mark_state(*state); !marked) return failure(marked.error());
    remember_state(invocation, *state);
    auto plan = plan_of(invocation, *config, *state);
    if (!plan) return failure(plan.error());
    const auto only = sole_holder(*state / "serve.lock");
    if (!only && only.error().fault == Fault::refused)
        return failure({Fault::denied, "another safr-diag serve works on " + state->native()});
    if (!only) return failure(only.error());
    // What is watched is made here where it is missing.
    if (const auto asked = consent::AskedRequests::open(*state); !asked)
        return failure(asked.error());
    if (const auto spool = Spool::open(*state); !spool) return failure(spool.error());
    const auto watch = Watch::open({*state / "requests", *state / "spool" / "ready"});
    if (!watch) return failure(watch.error());
    if (!(*watch)->notices())
        log::warning(
            "the kernel gives no notices (fs.inotify.max_user_instances): what people decide is "
            "seen within a minute");
    clear_rehearsals(*config, *state);
    tell_begin(*config, *state);
    auto parting = part(*config, *socket);
    if (!parting) return failure(parting.error());
    plan->parting = std::move(*parting);
    return Serving(std::move(*plan), **watch).serve();
}

constexpr Option options[] = {
    {.name = "--line-socket",
     .value = "PATH",
     .help = "the half that speaks with the network comes there, by a unit of its own",
     .complete = "file"},
};

}  // namespace

const Command serve_command{
    .name = "serve",
    .summary = "keep the line to the desk: run what was granted, send it",
    .description =
        "Stays and keeps a line to desk.url, which it opens itself: nothing listens here but the "
        "figures at serve.metrics, on this machine. Requests of support come in, are proven, wait "
        "for safr-diag grant unless a standing grant says yes, and run by a process of their own; "
        "bundles are sent as they are made, within desk.upload_hours, and resume after whatever "
        "happened. Requests that were granted run without the line too.\n\n"
        "With serve.halves = \"two\", run by root, what speaks with the desk is a second process: "
        "it runs as user safr-diag, opens no file, and cannot sign for this agent. serve starts it "
        "anew when it ends, or hears it at --line-socket. Where that cannot be it does not serve, "
        "and says why.\n\n"
        "SIGTERM ends it within two seconds, SIGHUP has it read the configuration anew; one with "
        "mistakes is left and the one before holds. It says a line when the line to the desk comes "
        "or "
        "goes, and of what is asked, runs and is sent; with --verbose more, with --quiet errors "
        "alone.",
    .example =
        "safr-diag serve\n"
        "safr-diag serve --verbose --config agent.toml",
    .options = options,
    .positional = {},
    .run = run_serve,
    .exits =
        "0 it was told to stop\n65 the configuration has a mistake or no desk, or this agent is "
        "not "
        "enrolled\n77 another one serves this state directory, it belongs to another user, or "
        "serve.halves wants two processes where there can be one"};

}  // namespace diag::commands
