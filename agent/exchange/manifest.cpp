// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/manifest.hpp"

#include <cstdio>

#include "agent/exchange/fields.hpp"
#include "platform/digest.hpp"

namespace diag::exchange {
namespace {

Result<Volume> volume_from(const json::value& document, std::size_t number) {
    Fields in(document, "manifest.json: volume");
    Volume volume;
    volume.name = in.text("name");
    if (volume.name != volume_name(number)) in.fail("name", volume_name(number));
    volume.size = in.natural("size");
    volume.sha256 = in.hex_digest("sha256");
    if (const auto wrong = in.problem()) return *wrong;
    return volume;
}

Result<> read_lists(Fields& in, Manifest& manifest) {
    for (const auto& element : in.list("recipients")) {
        const auto* text = element.if_string();
        if (!text) in.fail("recipients", "a list of fingerprints");
        if (text) manifest.recipients.emplace_back(*text);
    }
    for (const auto& element : in.list("outcomes")) {
        auto outcome = outcome_from(element);
        if (!outcome) return Error{outcome.error().fault, "manifest.json: " + outcome.error().what};
        manifest.outcomes.push_back(std::move(*outcome));
    }
    for (const auto& element : in.list("volumes")) {
        auto volume = volume_from(element, manifest.volumes.size() + 1);
        if (!volume) return volume.error();
        manifest.volumes.push_back(std::move(*volume));
    }
    return {};
}

/// A newer format may differ in everything but this field.
Result<> check_format(const json::value& document) {
    const auto format = json::integer_at(document, "format");
    if (!format || *format < 1)
        return Error{Fault::malformed, "manifest.json: \"format\" should be a number from 1 on"};
    if (*format > format_version)
        return Error{Fault::unsupported, "the bundle has format " + std::to_string(*format) +
                                             " and this program reads up to format " +
                                             std::to_string(format_version) +
                                             ": use a newer safr-desk"};
    return {};
}

}  // namespace

std::string volume_name(std::size_t number) {
    char name[32];
    std::snprintf(name, sizeof name, "volume-%04zu.p7m", number);
    return name;
}

json::value to_json(const Manifest& manifest) {
    json::array recipients, outcomes, volumes;
    for (const auto& recipient : manifest.recipients) recipients.emplace_back(recipient);
    for (const auto& outcome : manifest.outcomes) outcomes.push_back(to_json(outcome));
    for (const auto& volume : manifest.volumes)
        volumes.push_back(
            {{"name", volume.name}, {"size", volume.size}, {"sha256", volume.sha256}});
    json::object out{{"format", manifest.format},
                     {"bundle_id", manifest.bundle_id},
                     {"created", to_text(manifest.created)},
                     {"agent_version", manifest.agent_version},
                     {"agent_id", manifest.agent_id},
                     {"case_number", manifest.case_number},
                     {"since", to_text(manifest.since)},
                     {"until", to_text(manifest.until)},
                     {"recipients", std::move(recipients)},
                     {"outcomes", std::move(outcomes)},
                     {"redactions", counts_json(manifest.redactions)},
                     {"redaction_rules", manifest.redaction_rules},
                     {"dropped_items", manifest.dropped_items}};
    if (manifest.proof) out["proof"] = to_json(*manifest.proof);
    out["content_size"] = manifest.content_size;
    out["content_sha256"] = manifest.content_sha256;
    out["volumes"] = std::move(volumes);
    return out;
}

Result<Manifest> manifest_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document)
        return Error{document.error().fault, "manifest.json is " + document.error().what};
    if (const auto readable = check_format(*document); !readable) return readable.error();
    Fields in(*document, "manifest.json");
    Manifest manifest;
    manifest.format = static_cast<std::int64_t>(in.natural("format"));
    manifest.bundle_id = in.text("bundle_id");
    if (!is_uuid(manifest.bundle_id)) in.fail("bundle_id", "a UUID in lower case");
    manifest.created = in.time("created");
    manifest.agent_version = in.text("agent_version");
    manifest.agent_id = in.hex_digest("agent_id");
    manifest.case_number = in.text("case_number");
    manifest.since = in.time("since");
    manifest.until = in.time("until");
    manifest.redactions = in.counts("redactions");
    manifest.redaction_rules = in.text("redaction_rules");
    manifest.dropped_items = in.natural("dropped_items");
    manifest.content_size = in.natural("content_size");
    manifest.content_sha256 = in.hex_digest("content_sha256");
    if (const auto lists = read_lists(in, manifest); !lists) return lists.error();
    if (const auto* const document_of_proof = in.optional("proof")) {
        auto proof = proof_from(*document_of_proof);
        if (!proof) return proof.error();
        manifest.proof = std::move(*proof);
    }
    if (const auto wrong = in.problem()) return *wrong;
    return manifest;
}

}  // namespace diag::exchange
