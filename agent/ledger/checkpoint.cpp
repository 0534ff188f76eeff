// SPDX-License-Identifier: Apache-2.0
#include "agent/ledger/checkpoint.hpp"

#include "agent/exchange/fields.hpp"
#include "platform/base64.hpp"

namespace diag::ledger {
namespace {

// In every content, so that nobody can take another signed document for a checkpoint.
constexpr std::string_view type = "ledger checkpoint";

std::string content_of(const Checkpoint& checkpoint) {
    return json::write(json::object{{"type", type},
                                    {"agent", checkpoint.agent},
                                    {"n", checkpoint.n},
                                    {"hash", checkpoint.hash},
                                    {"time", to_text(checkpoint.time)}}) +
           "\n";
}

Result<Checkpoint> checkpoint_from(const std::string& content) {
    const auto document = json::parse(content);
    if (!document) return document.error();
    exchange::Fields fields(*document, "checkpoint");
    if (fields.text("type") != type) fields.fail("type", "\"" + std::string(type) + "\"");
    Checkpoint checkpoint{.agent = fields.hex_digest("agent"),
                          .n = fields.natural("n"),
                          .hash = fields.hex_digest("hash"),
                          .time = fields.time("time")};
    if (const auto problem = fields.problem()) return *problem;
    return checkpoint;
}

}  // namespace

Result<std::string> signed_document(const Checkpoint& checkpoint,
                                    const exchange::Identity& identity) {
    return cms::sign_document(content_of(checkpoint), identity.certificate, identity.key);
}

const Certificate* Proof::agent() const {
    for (const auto& signer : signers)
        if (signer.fingerprint() == checkpoint.agent) return &signer;
    return nullptr;
}

Result<Proof> proof_from(std::string_view document) {
    const auto opened = cms::open_document(document);
    if (!opened) return opened.error();
    const auto checkpoint = checkpoint_from(opened->content);
    if (!checkpoint) return checkpoint.error();
    Proof proof{.checkpoint = *checkpoint, .signers = {}};
    for (const auto& each : opened->signers) proof.signers.push_back(each.signer);
    if (!proof.agent())
        return Error{Fault::malformed, "it is signed, but not by the agent that it names"};
    return proof;
}

json::object checkpoint_data(std::string_view document, bool countersigned) {
    json::object data{{"document", base64(document)}};
    if (countersigned) data["countersigned"] = true;
    return data;
}

Result<Carried> carried_by(const Entry& entry) {
    const json::value data(entry.data);
    exchange::Fields fields(data, "checkpoint");
    const auto text = fields.text("document");
    const bool countersigned = fields.flag("countersigned");
    const auto document = from_base64(text);
    if (!document || base64(*document) != text) fields.fail("document", "base64");
    if (const auto problem = fields.problem()) return *problem;
    return Carried{*document, countersigned};
}

}  // namespace diag::ledger
