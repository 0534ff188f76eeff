// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/clean.hpp"

namespace diag::collect {
namespace {

/// Redacted words, or words of our own where that fails.
std::string redacted_words(const std::string& words, const redact::Redactor& redactor,
                           exchange::Redactions& counts) {
    const auto clean = redactor.redact(words, counts);
    return clean ? clean->text() : "(withheld: its redaction failed)";
}

CleanItem redact_item(const Result<std::string>& value, const redact::Redactor& redactor,
                      std::uint64_t& dropped) {
    exchange::Redactions counts;
    if (!value) {
        auto words = redacted_words(value.error().what, redactor, counts);
        return {Error{value.error().fault, std::move(words)}, std::move(counts)};
    }
    auto text = redactor.redact(*value, counts);
    if (text) return {std::move(*text), std::move(counts)};
    ++dropped;
    return {
        Error{Fault::refused, "dropped, because it could not be redacted: " + text.error().what},
        std::move(counts)};
}

}  // namespace

Clean redact_evidence(run::Gathered gathered, const redact::Redactor& redactor) {
    Clean clean{.collector = gathered.collector,
                .attachments = std::move(gathered.attachments),
                .outcome = std::move(gathered.outcome)};
    for (const auto& [name, value] : gathered.evidence) {
        auto item = redact_item(value, redactor, clean.dropped);
        auto clean_name = redacted_words(name, redactor, item.redactions);
        clean.items.insert_or_assign(std::move(clean_name), std::move(item));
    }
    return clean;
}

Evidence evidence_of(const Clean& clean) {
    Evidence evidence;
    for (const auto& [name, item] : clean.items) {
        if (item.text)
            evidence.emplace(name, item.text->text());
        else
            evidence.emplace(name, item.text.error());
    }
    return evidence;
}

}  // namespace diag::collect
