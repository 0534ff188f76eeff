// SPDX-License-Identifier: Apache-2.0
// From a sealed bundle to files.
#include <unistd.h>

#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/saying.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::desk {
namespace {

using exchange::Opened;

json::object as_json(const std::string& directory, const Opened& opened) {
    return {{"directory", directory},
            {"files", opened.files},
            {"bytes", opened.bytes},
            {"signer", opened.verified.signature.signer.fingerprint()},
            {"pinned", opened.verified.pinned},
            {"proof", opened.verified.manifest.proof
                          ? exchange::to_json(*opened.verified.manifest.proof)
                          : json::value()}};
}

std::size_t missing_items(const exchange::Contents& contents) {
    std::size_t count = 0;
    for (const auto& entry : contents.entries) count += entry.failure ? 1 : 0;
    return count;
}

std::string as_text(const std::string& directory, const Opened& opened) {
    const auto report = (std::filesystem::path(directory) / "report.html").native() + "\n";
    if (log::level() == log::Level::quiet) return report;
    std::string text = std::to_string(opened.files) + " files, " + bytes_text(opened.bytes) +
                       ", signed by " + opened.verified.signature.signer.name() + "\n";
    if (const auto missing = missing_items(opened.contents); missing > 0)
        text += std::to_string(missing) +
                " items could not be had, or not whole: contents.json says why\n";
    if (const auto& proof = opened.verified.manifest.proof)
        text += "Redaction: " + printable(exchange::in_words(*proof)) + "\n";
    return text + report;
}

int open(const Invocation& invocation) {
    if (!invocation.has("--key") || !invocation.has("--out"))
        return usage("open needs --key KEY (the desk's recipient.key) and --out DIR");
    exchange::OpenLimits limits;
    if (invocation.has("--limit")) {
        const auto bytes = bytes_from(invocation.value("--limit"));
        if (!bytes) return usage("--limit: " + bytes.error().what);
        limits.bytes = *bytes;
    }
    const auto agent = agent_asked_for(invocation);
    if (!agent) return failure(agent.error());
    const auto key = unlocked_to_open(invocation.value("--key"), invocation);
    if (!key) return failure(key.error());
    const auto directory = invocation.value("--out");
    Result<Opened> opened = Error{Fault::bug, "not opened"};
    {
        Progress progress(STDERR_FILENO, quiet_unless_live(), terminal_width(STDERR_FILENO));
        opened = exchange::open_bundle(invocation.positionals().front(), *key, *agent, directory,
                                       limits, showing(progress, "opening"));
    }
    if (!opened) return failure(opened.error());
    return print(invocation.has("--json") ? json::write_pretty(as_json(directory, *opened))
                                          : as_text(directory, *opened));
}

constexpr Option options[] = {
    {.name = "--key",
     .value = "KEY",
     .help = "the private key it was sealed for (recipient.key)",
     .complete = "file"},
    passphrase_option,
    {.name = "--out",
     .value = "DIR",
     .help = "where the files go: an empty directory, or one that is not there yet",
     .complete = "directory"},
    {.name = "--agent",
     .value = "CERT",
     .help = "the agent's certificate (agent.pem): it and nobody else must have signed",
     .complete = "file"},
    {.name = "--limit", .value = "SIZE", .help = "the most it may unpack to; default: 16GiB"},
};

}  // namespace

const Command open_command{
    .name = "open",
    .summary = "verify a bundle and unpack what it holds",
    .description =
        "Verifies the bundle first, as verify does. Then unseals and unpacks it into DIR, which "
        "holds all of it afterwards or none: report.html to read, findings.json, the evidence, "
        "contents.json with every file's digest, and the signed manifest. Files are closed to "
        "everybody else. Needs little memory, whatever the bundle's size.",
    .example =
        "safr-desk open case.safrdiag --key /srv/desk/recipient.key --out case\n"
        "safr-desk open case.safrdiag --key recipient.key --out case --agent agent.pem",
    .options = options,
    .positional = {.name = "FILE", .least = 1, .most = 1, .complete = "file"},
    .run = open};

}  // namespace diag::desk
