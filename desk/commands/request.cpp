// SPDX-License-Identifier: Apache-2.0
// What an engineer asks a site for, signed: over the desk's server, or as a file that any path may
// carry.
#include "desk/commands/agent_meant.hpp"
#include "desk/commands/asking.hpp"
#include "desk/commands/commands.hpp"
#include "desk/commands/desk_server.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/posting.hpp"
#include "desk/commands/readying.hpp"
#include "desk/commands/request_several.hpp"
#include "desk/commands/saying.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

using exchange::Request;

std::string watching_of(const Invocation& invocation, const Request& request) {
    return next_at_server(invocation, "watch " + request.id);
}

int told(const Invocation& invocation, const std::string& file, const Signer& signer,
         const Request& request) {
    if (invocation.has("--json")) {
        auto json = as_json(signer, request);
        json[file.empty() ? "posted" : "file"] =
            file.empty() ? json::value(true) : json::value(file);
        return print(json::write_pretty(json));
    }
    const auto made = "Request " + request.id + " to the agent " + request.agent + ", signed by " +
                      signer.certificate.name() + " (" + signer.certificate.unit() + ").\n";
    const auto end =
        "The site decides, until " + clock_text(decided_until(request, signer)) + ".\n";
    if (file.empty())
        return print(made + "The desk has it, and hands it over as soon as the agent is there.\n" +
                     end + "See what becomes of it with:\n\n  " + watching_of(invocation, request) +
                     "\n");
    return print(made +
                 "Anybody may carry it, by any path: it holds no secret, and no other agent "
                 "takes it.\n" +
                 end + file + "\n");
}

int post(const Invocation& invocation, const Home& home, Request request, Time now) {
    const auto server = desk_server(invocation, home);
    if (!server) return failure(server.error());
    const auto watch = watching_of(invocation, request);
    auto ready = made_ready(invocation, home, request, now, &(*server)->engineer());
    if (!ready) return failure(ready.error());
    auto done = posted(**server, ready->document, watch);
    if (!done && done.error().fault == Fault::absent) {
        // The desk knows no agent of that id: it may be the beginning of one, or its site.
        const auto agent = agent_meant(**server, request.agent);
        if (!agent) return server_failure(agent.error());
        request.agent = *agent;
        ready = made_ready(invocation, home, request, now, &(*server)->engineer());
        if (!ready) return failure(ready.error());
        done = posted(**server, ready->document, watch);
    }
    if (!done) return server_failure(done.error());
    warn_of_early_ends(ready->request, ready->signer);
    return told(invocation, {}, ready->signer, ready->request);
}

int run_request(const Invocation& invocation) {
    const auto now = system_clock().now();
    auto request = asked_for(invocation, now);
    if (!request) return usage(request.error().what);
    const auto out = invocation.value("--out");
    if (for_several(invocation)) {
        const auto home = desk_asked_for(invocation);
        return home ? request_several(invocation, *home, *request, now) : failure(home.error());
    }
    if (const auto free = not_there_yet(out); !out.empty() && !free) return failure(free.error());
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    if (out.empty()) return post(invocation, *home, std::move(*request), now);
    const auto ready = made_ready(invocation, *home, std::move(*request), now, nullptr);
    if (!ready) return failure(ready.error());
    if (const auto kept = keep_document(out, ready->document); !kept) return failure(kept.error());
    warn_of_early_ends(ready->request, ready->signer);
    return told(invocation, out, ready->signer, ready->request);
}

#define COLLECTOR(name) #name " "
constexpr std::string_view collector_words =
#include "collectors/catalog.def"
    ;
#undef COLLECTOR

constexpr Option options[] = {
    {.name = "--agent",
     .value = "NAME",
     .help = "the agent asked: its id; over the server the beginning of it or its site will do; "
             "several: a request each, which belong together",
     .repeats = true},
    {.name = "--collect",
     .value = "COLLECTOR",
     .help = "what to run: one or more, commas between",
     .repeats = true,
     .complete = collector_words},
    {.name = "--reason", .value = "TEXT", .help = "why, for the person at the site who decides"},
    {.name = "--out",
     .value = "FILE",
     .help =
         "makes a file of it (*.safrreq) instead of handing it to the desk's server; of several "
         "agents a directory with a file for each",
     .complete = "file"},
    {.name = "--site",
     .value = "NAME",
     .help =
         "without --agent: asks every agent that is enrolled for this site; with it: the site's "
         "name, which must then be its own too"},
    {.name = "--case", .value = "NUMBER", .help = "the support case"},
    {.name = "--since",
     .value = "TIME",
     .help = "the window's begin: a duration before now, or a time",
     .fallback = "24h"},
    {.name = "--until",
     .value = "TIME",
     .help = "the window's end, in the same words; default: now"},
    {.name = "--disclosure",
     .value = "LEVEL",
     .help = "what may leave the site: findings (rule ids and numbers) or bundle",
     .complete = "findings bundle",
     .fallback = "bundle"},
    {.name = "--max-bytes",
     .value = "SIZE",
     .help = "the bundle is never larger",
     .fallback = "200MiB"},
    {.name = "--max-time",
     .value = "SPAN",
     .help = "the run never takes longer",
     .fallback = "10m"},
    {.name = "--valid", .value = "SPAN", .help = "how long the site may decide", .fallback = "24h"},
    {.name = "--not-before",
     .value = "TIME",
     .help = "it is not valid before: a duration from now, or a time; default: now"},
    {.name = "--set",
     .value = "KEY=VALUE",
     .help = "a parameter of a collector: a number, a span or a size (cameras.play=2s)",
     .repeats = true},
    {.name = "--to",
     .value = "CERT",
     .help = "who may open the bundle; default: recipient.pem of the desk",
     .repeats = true,
     .complete = "file"},
    url_option,
    desk_option,
    key_option,
    certificate_option,
    passphrase_option,
};

}  // namespace

const Command request_command{
    .name = "request",
    .summary = "ask a site for diagnostics: a signed request",
    .description =
        "Makes a request that one agent may carry out once, if its site agrees, and hands it to "
        "the "
        "desk's server, which passes it on. It names collectors, a window of time and limits, and "
        "never a path or a command; what the site's configuration allows is the most it gets. "
        "Everything is checked before it is signed. With --out it is a file instead, for a site "
        "without a line to the desk.\n\n"
        "For several agents, or all of a site, one command makes a request each: same window, same "
        "limits, each signed for its agent alone and granted or declined at its own server. Their "
        "ids begin alike, and that beginning is what watch follows all of them by; report tells "
        "their bundles in one.\n\n"
        "A site may want two engineers: then make a file and countersign it.",
    .example =
        "safr-desk request --agent north-1 --collect nfs,mongo --since 2h --case 4711 \\\n"
        "    --reason \"video drops out at night\" --desk /srv/desk\n"
        "safr-desk request --agent north-1 --collect disk --reason \"disk full\" --desk /srv/desk "
        "\\\n"
        "    --out 4711.safrreq\n"
        "safr-desk request --site North --collect mongo,system --case 4711 --reason \"failover\" "
        "\\\n"
        "    --desk /srv/desk",
    .options = options,
    .positional = {},
    .run = run_request};

}  // namespace diag::desk
