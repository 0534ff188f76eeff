// SPDX-License-Identifier: Apache-2.0
// The question to the site's people, in words.
#include <algorithm>

#include "agent/commands/asking.hpp"
#include "agent/pages/foreseen.hpp"
#include "agent/pages/frame.hpp"
#include "collectors/catalog.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

std::string titles_of(const exchange::Request& request) {
    std::string text;
    for (const auto& name : request.collectors) {
        const auto* collector = collector_named(name);
        text += "    " + name + ": " +
                (collector ? std::string(collector->reads) : std::string("unknown here")) + "\n";
    }
    return text;
}

/// The request's words behind a label of ours: further lines stand far to the right.
std::string indented(std::string_view text) {
    std::string inside;
    for (const char letter : printable(text)) {
        inside += letter;
        if (letter == '\n') inside += "           | ";
    }
    return inside;
}

std::string recipients_of(const exchange::Request& request) {
    std::string text;
    for (const auto& each : request.recipients)
        text += std::string(text.empty() ? "  for      " : "           ") + one_line(each.name()) +
                " (" + pages::short_fingerprint(each.fingerprint()) + ")\n";
    return text;
}

}  // namespace

std::string names_of(const std::vector<consent::Engineer>& engineers) {
    std::string names;
    for (const auto& each : engineers)
        names += (names.empty() ? "" : ", with ") + one_line(each.name) + " (" + each.level + ")";
    return names;
}

std::string question(const Reception& reception, const consent::Admitted& admitted) {
    const auto& request = admitted.request;
    std::string text = "Request " + request.id + "\n";
    text += "  who      " + names_of(admitted.engineers) + "\n";
    text += "  why      " + indented(request.reason) + "\n";
    if (!request.case_number.empty()) text += "  case     " + one_line(request.case_number) + "\n";
    text += "  what     " +
            std::string(request.disclosure == exchange::Disclosure::bundle
                            ? "a redacted bundle that only support can open"
                            : "findings only: rule ids and numbers, no raw data") +
            "\n" + titles_of(request);
    for (const auto& [key, value] : request.parameters)
        text += "    " + key + " = " + std::to_string(value) + "\n";
    text += recipients_of(request);
    text += "  window   " + to_text(request.since) + " to " + to_text(request.until) + "\n";
    text += "  at most  " + bytes_text(request.bytes) + ", a run of " +
            duration_text(request.span) + "\n";
    // A ledger that cannot be read is told of where it is written.
    const auto before = pages::foreseen(reception.state, request);
    text += "  size     " + pages::in_words(before ? *before : std::nullopt, request) + "\n";
    text += "  until    " + to_text(request.not_after) + ", then it is declined\n";
    return text;
}

}  // namespace diag::commands
