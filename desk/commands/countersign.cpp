// SPDX-License-Identifier: Apache-2.0
// A second engineer agrees to a request.
#include <algorithm>

#include "desk/commands/commands.hpp"
#include "desk/commands/desk_server.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/posting.hpp"
#include "desk/commands/saying.hpp"
#include "desk/commands/signing.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

/// What a site would refuse for good is not signed.
Result<> is_worth_signing(const SignedRequest& signed_request, const exchange::Trust& trust,
                          Time now) {
    for (const auto& each : signed_request.signers)
        if (const auto fine = believed(each.signer, Role::engineer, trust, now); !fine)
            return fine.error();
    if (now > signed_request.request.not_after)
        return Error{Fault::refused,
                     "the request was valid until " + clock_text(signed_request.request.not_after)};
    return {};
}

/// One person with two certificates is not two persons.
Result<> is_somebody_else(const Signer& signer, const SignedRequest& signed_request) {
    for (const auto& each : signed_request.signers)
        if (each.signer.key_fingerprint() == signer.certificate.key_fingerprint())
            return Error{Fault::refused, signer.certificate.name() +
                                             " has signed it: the second signature is by "
                                             "another engineer, given with --key and --cert"};
    return {};
}

Result<SignedRequest> signed_twice(const Invocation& invocation, const Signer& signer,
                                   const exchange::Trust& trust, Time now) {
    const auto known = signed_request(invocation.positionals().front());
    if (!known) return known.error();
    if (const auto fine = is_worth_signing(*known, trust, now); !fine) return fine.error();
    if (const auto other = is_somebody_else(signer, *known); !other) return other.error();
    auto document = cms::countersign(known->document, signer.certificate, signer.key);
    if (!document) return document.error();
    return request_in(std::move(*document), "the countersigned request");
}

int told(const Invocation& invocation, const SignedRequest& twice, const exchange::Trust& trust,
         Time now) {
    const auto out = invocation.value("--out");
    if (invocation.has("--json")) {
        auto json = as_json(twice, &trust, now);
        json[out.empty() ? "posted" : "file"] = out.empty() ? json::value(true) : json::value(out);
        return print(json::write_pretty(json));
    }
    const auto next = "The desk has it. See what becomes of it with:\n\n  " +
                      next_at_server(invocation, "watch " + twice.request.id) + "\n";
    return print(as_text(twice, &trust, now) + "\n" + (out.empty() ? next : out + "\n"));
}

int post(const Invocation& invocation, const Home& home, const exchange::Trust& trust, Time now) {
    const auto server = desk_server(invocation, home);
    if (!server) return failure(server.error());
    const auto twice = signed_twice(invocation, (*server)->engineer(), trust, now);
    if (!twice) return failure(twice.error());
    const auto done =
        posted(**server, twice->document, next_at_server(invocation, "watch " + twice->request.id));
    if (!done) return server_failure(done.error());
    return told(invocation, *twice, trust, now);
}

int countersign(const Invocation& invocation) {
    const auto now = system_clock().now();
    const auto out = invocation.value("--out");
    if (const auto free = not_there_yet(out); !out.empty() && !free) return failure(free.error());
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto trust = home->trust();
    if (!trust) return failure(trust.error());
    if (out.empty()) return post(invocation, *home, *trust, now);
    const auto signer = signer_of(invocation, *home, *trust, now);
    if (!signer) return failure(signer.error());
    const auto twice = signed_twice(invocation, *signer, *trust, now);
    if (!twice) return failure(twice.error());
    if (const auto kept = keep_document(out, twice->document); !kept) return failure(kept.error());
    return told(invocation, *twice, *trust, now);
}

constexpr Option options[] = {
    {.name = "--out",
     .value = "FILE",
     .help = "makes a file of it instead of handing it to the desk's server",
     .complete = "file"},
    url_option,
    desk_option,
    key_option,
    certificate_option,
    passphrase_option,
};

}  // namespace

const Command countersign_command{
    .name = "countersign",
    .summary = "sign another engineer's request too",
    .description =
        "Adds a second signature, for sites that want two engineers to ask, and hands the request "
        "to the desk's server; with --out it is a file instead. Read first what you sign: "
        "safr-desk show FILE. The first signature must be by an engineer of this desk, and the "
        "second by another one.",
    .example =
        "safr-desk countersign 4711.safrreq --desk /srv/desk --key bob.key --cert bob.pem\n"
        "safr-desk countersign 4711.safrreq --desk /srv/desk --key bob.key --cert bob.pem \\\n"
        "    --out 4711-both.safrreq",
    .options = options,
    .positional = {.name = "FILE", .least = 1, .most = 1, .complete = "file"},
    .run = countersign};

}  // namespace diag::desk
