// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/entry_words.hpp"

#include <algorithm>
#include <array>

#include "agent/exchange/fields.hpp"
#include "agent/ledger/checkpoint.hpp"
#include "agent/pages/frame.hpp"
#include "platform/text.hpp"

namespace diag::pages {
namespace {

using ledger::Kind;
using report::Voice;

std::uint64_t sum_of(const json::value* counts) {
    std::uint64_t sum = 0;
    const auto* object = counts ? counts->if_object() : nullptr;
    if (!object) return 0;
    for (const auto& [kind, count] : *object)
        if (const auto number = json::integer_at(*counts, kind); number && *number > 0)
            sum += static_cast<std::uint64_t>(*number);
    return sum;
}

std::string bytes_at(const json::value& data, std::string_view key) {
    const auto bytes = json::integer_at(data, key);
    return bytes && *bytes >= 0 ? bytes_text(static_cast<std::uint64_t>(*bytes)) : "?";
}

/// "run.begun", "repair.torn", "checkpoint.countersigned": which of a kind's titles.
std::string variant_of(const ledger::Entry& entry, const json::value& data) {
    std::string name(name_of(entry.kind));
    const auto what = json::text_at(data, "what");
    if (entry.kind == Kind::run && (what == "test_mail" || what == "case_mail"))
        return name + "." + *what + "." + json::text_at(data, "state").value_or("begun");
    if (entry.kind == Kind::run)
        return name + (json::text_at(data, "state") == "ended" ? ".ended" : ".begun");
    if (entry.kind == Kind::upload) {
        const auto state = json::text_at(data, "state").value_or("sent");
        if (state == "begun" || state == "there") return name + "." + state;
        if (state != "sent") return name + ".withdrawn";
    }
    if (entry.kind == Kind::permit)
        for (const auto* state : {"used", "refused", "not_written", "taken_back"})
            if (json::text_at(data, "state") == state) return name + "." + state;
    if (entry.kind == Kind::bundle && json::text_at(data, "state") == "removed")
        return name + ".removed";
    if (entry.kind == Kind::repair)
        return name + (json::text_at(data, "what") == "torn" ? ".torn" : ".lost");
    if (entry.kind == Kind::checkpoint && json::flag_at(data, "countersigned") == true)
        return name + ".countersigned";
    if (entry.kind == Kind::grant && data.get_object().contains("collectors"))
        return name + ".standing";
    return name;
}

std::string_view sign_of(Kind kind, std::string_view variant) {
    switch (kind) {
        case Kind::grant:
            return "good";
        case Kind::permit:
            return variant == "permit" || variant.ends_with("used") ? "good" : "warning";
        case Kind::bundle:
            return variant.ends_with("removed") ? "warning" : "good";
        case Kind::refusal:
        case Kind::waiver:
            return "warning";
        case Kind::repair:
            return variant.ends_with("lost") ? "critical" : "warning";
        case Kind::run:
            return variant.ends_with("ended") ? "warning" : "info";
        case Kind::request:
        case Kind::decline:
        case Kind::revoke:
        case Kind::upload:
        case Kind::enrolment:
        case Kind::trust:
        case Kind::rules:
        case Kind::checkpoint:
        case Kind::exported:
            break;
    }
    return "info";
}

std::string name_in(const Voice& voice, std::string_view key, const std::string& text) {
    if (key == "collectors") return voice.collector(text);
    if (key == "recipients") return short_fingerprint(text);
    return text;
}

/// "Disks: complete, Logs: ran out of time", "Secrets 12".
std::string pair_in(const Voice& voice, std::string_view key, const std::string& name,
                    const json::value& value) {
    if (key == "outcomes" && value.is_string())
        return voice.collector(name) + ": " +
               voice.member("ending", std::string_view(value.get_string()));
    if (key == "redactions") return voice.member("kind", name) + " " + json::write(value);
    return name + " " + (value.is_string() ? std::string(value.get_string()) : json::write(value));
}

std::string value_text(const Voice& voice, std::string_view key, const json::value& value) {
    std::vector<std::string> parts;
    if (const auto* list = value.if_array()) {
        for (const auto& each : *list)
            parts.push_back(each.is_string() ? name_in(voice, key, std::string(each.get_string()))
                                             : json::write(each));
        return joined(parts);
    }
    if (const auto* object = value.if_object()) {
        for (const auto& [name, each] : *object)
            parts.push_back(pair_in(voice, key, std::string(name), each));
        return joined(parts);
    }
    if (key == "bytes") return bytes_at({{"bytes", value}}, "bytes");
    const auto* text = value.if_string();
    if (!text) return value.is_null() ? std::string() : json::write(value);
    if (key == "what") return voice.member("entry.what", std::string_view(*text));
    if (key == "disclosure") return voice.member("ask.disclosure", std::string_view(*text));
    if (key == "since" || key == "until")
        if (const auto time = exchange::time_from(*text)) return voice.date_and_time(*time);
    return std::string(*text);
}

/// What a checkpoint proves, and who signed it.
void tell_checkpoint(const ledger::Entry& entry, const Voice& voice, Told& told) {
    const auto carried = ledger::carried_by(entry);
    const auto proof =
        carried ? ledger::proof_from(carried->document) : Result<ledger::Proof>(carried.error());
    if (!proof) {
        told.sign = "critical";
        told.facts.emplace_back(voice("entry.key.why"), proof.error().what);
        return;
    }
    std::vector<std::string> signers;
    for (const auto& each : proof->signers)
        signers.push_back((each.name().empty() ? "" : each.name() + " ") + "(" +
                          short_fingerprint(each.fingerprint()) + ")");
    told.title += " " + voice("entry.proves", {{"count", report::count_text(proof->checkpoint.n)}});
    told.facts.emplace_back(voice("entry.key.signers"), joined(signers));
}

}  // namespace

Told in_words(const ledger::Entry& entry, const Voice& voice) {
    const json::value data(entry.data);
    const auto variant = variant_of(entry, data);
    Told told;
    told.sign = sign_of(entry.kind, variant);
    told.title = voice.member("entry", variant);
    const bool sized = entry.kind == Kind::bundle || entry.kind == Kind::upload;
    if (sized)
        told.title = voice("entry." + variant,
                           {{"size", bytes_at(data, "bytes")},
                            {"count", report::count_text(sum_of(json::find(data, "redactions")))}});
    told.minor = entry.kind == Kind::checkpoint || entry.kind == Kind::exported;
    for (const auto& [key, value] : entry.data) {
        const bool in_title = key == "state" || (entry.kind == Kind::repair && key == "what") ||
                              (key == "bytes" && sized);
        if (in_title ||
            (entry.kind == Kind::checkpoint && (key == "document" || key == "countersigned")))
            continue;
        auto text = value_text(voice, key, value);
        if (!text.empty()) told.facts.emplace_back(voice.member("entry.key", key), std::move(text));
    }
    if (entry.kind == Kind::checkpoint) tell_checkpoint(entry, voice, told);
    return told;
}

}  // namespace diag::pages
