// SPDX-License-Identifier: Apache-2.0
// Is this bundle whole and unaltered, and whose is it?
#include <unistd.h>

#include <algorithm>

#include "desk/commands/commands.hpp"
#include "desk/commands/saying.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

using exchange::Manifest;
using exchange::Verified;

std::string how_known(const Verified& verified) {
    return verified.pinned ? "the agent that was asked for"
                           : "not compared with a known agent: give --agent CERT to be sure";
}

std::string redactions_text(const Manifest& manifest) {
    std::string text;
    for (const auto& [kind, count] : manifest.redactions)
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + printable(kind);
    if (manifest.dropped_items > 0)
        text += (text.empty() ? "" : "; ") + std::to_string(manifest.dropped_items) +
                " items dropped because their redaction failed";
    return text.empty() ? "nothing" : text;
}

std::string cell(std::string text, std::size_t width, bool left = false) {
    if (text.size() < width) text.insert(left ? text.size() : 0, width - text.size(), ' ');
    return text;
}

std::string ending_text(const exchange::Outcome& outcome) {
    auto text = std::string(name_of(outcome.ending));
    std::replace(text.begin(), text.end(), '_', ' ');
    if (outcome.overrun)
        text += ": " + std::to_string(outcome.overrun->measured) + " of " +
                std::to_string(outcome.overrun->limit) + " " + printable(outcome.overrun->unit);
    if (!outcome.note.empty()) text += " (" + printable(outcome.note) + ")";
    return text;
}

std::string outcomes_table(const Manifest& manifest) {
    if (manifest.outcomes.empty()) return "";
    std::string text =
        "\n  COLLECTOR      ITEMS  FAILED     FILES      TIME       CPU      MEMORY  ENDED\n";
    for (const auto& outcome : manifest.outcomes) {
        const auto& cost = outcome.cost;
        const auto wall = static_cast<double>(cost.wall.count()) / 1000;
        text += "  " + cell(printable(outcome.collector), 12, true) +
                cell(std::to_string(outcome.items), 8) +
                cell(std::to_string(outcome.failed_items), 8) +
                cell(std::to_string(outcome.attachments), 10) + cell(fixed(wall, 1) + " s", 10) +
                cell(fixed(cost.cpu_seconds, 2) + " s", 10) +
                cell(bytes_text(cost.peak_rss_bytes), 12) + "  " + ending_text(outcome) + "\n";
    }
    return text;
}

std::uint64_t sealed_size(const Manifest& manifest) {
    std::uint64_t bytes = 0;
    for (const auto& volume : manifest.volumes) bytes += volume.size;
    return bytes;
}

std::string as_text(const std::string& file, const Verified& verified) {
    const auto& manifest = verified.manifest;
    const auto& signer = verified.signature.signer;
    const bool colour = colour_wanted(STDOUT_FILENO);
    std::string text = printable(file) + ": " + (colour ? "\033[1;32m" : "") +
                       "whole and unaltered since it was signed" + (colour ? "\033[0m" : "") +
                       "\n\n";
    text += labelled("signed by", signer.name());
    text += labelled("", "SHA-256 " + signer.fingerprint());
    text += labelled("", how_known(verified));
    text += labelled("signed at", clock_text(verified.signature.signed_at) + " (the site's clock)");
    text += labelled("bundle", manifest.bundle_id);
    text += labelled("made by", "safr-diag " + printable(manifest.agent_version));
    if (!manifest.case_number.empty()) text += labelled("case", printable(manifest.case_number));
    text += labelled("window", clock_text(manifest.since) + " to " + clock_text(manifest.until));
    for (const auto& recipient : manifest.recipients)
        text += labelled("sealed for", "SHA-256 " + printable(recipient));
    text += labelled("volumes", std::to_string(manifest.volumes.size()) + ", " +
                                    bytes_text(sealed_size(manifest)) + " sealed");
    text += labelled("redacted", redactions_text(manifest));
    text += labelled("proof", manifest.proof ? printable(exchange::in_words(*manifest.proof))
                                             : "none: made by an agent older than that");
    return text + outcomes_table(manifest);
}

json::object as_json(const std::string& file, const Verified& verified) {
    const auto& signer = verified.signature.signer;
    return {{"file", file},
            {"holds", true},
            {"signer",
             {{"name", signer.name()},
              {"sha256", signer.fingerprint()},
              {"signed_at", to_text(verified.signature.signed_at)},
              {"pinned", verified.pinned}}},
            {"manifest", to_json(verified.manifest)}};
}

int refused(const Invocation& invocation, const std::string& file, const Error& error) {
    const int code = failure(error);
    if (!invocation.has("--json")) return code;
    const int printed = print(json::write_pretty(json::object{{"file", file},
                                                              {"holds", false},
                                                              {"fault", name_of(error.fault)},
                                                              {"reason", error.what}}));
    return printed == exit_code::done ? code : printed;
}

int verify(const Invocation& invocation) {
    const auto& file = invocation.positionals().front();
    const auto agent = agent_asked_for(invocation);
    if (!agent) return refused(invocation, file, agent.error());
    Result<Verified> verified = Error{Fault::bug, "not verified"};
    {
        Progress progress(STDERR_FILENO, quiet_unless_live(), terminal_width(STDERR_FILENO));
        verified = exchange::verify_bundle(file, *agent, showing(progress, "verifying"));
    }
    if (!verified) return refused(invocation, file, verified.error());
    return print(invocation.has("--json") ? json::write_pretty(as_json(file, *verified))
                                          : as_text(file, *verified));
}

constexpr Option options[] = {
    {.name = "--agent",
     .value = "CERT",
     .help = "the agent's certificate (agent.pem): it and nobody else must have signed",
     .complete = "file"},
};

}  // namespace

const Command verify_command{
    .name = "verify",
    .summary = "check that a bundle is whole and unaltered, and who signed it",
    .description =
        "Checks the signature, then the manifest against every volume (name, order, size, "
        "SHA-256), and that nothing was added. Needs no key and opens nothing. Ends with 0 only "
        "if all of it holds, with 65 and the reason otherwise.\n\n"
        "An agent signs with a certificate of its own making. Who it belongs to is known by "
        "comparing: give --agent the site's identity/agent.pem.",
    .example =
        "safr-desk verify 01a20a46-9e69-7917-bcca-407b4504a4e5.safrdiag\n"
        "safr-desk verify case.safrdiag --agent agent.pem --json",
    .options = options,
    .positional = {.name = "FILE", .least = 1, .most = 1, .complete = "file"},
    .run = verify};

}  // namespace diag::desk
