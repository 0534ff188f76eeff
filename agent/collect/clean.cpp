// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/clean.hpp"

#include "agent/collect/content_writer.hpp"

namespace diag::collect {
namespace {

/// Redacted words, or words of our own where that fails or something leaks.
std::string redacted_words(const std::string& words, const redact::Redactor& redactor,
                           const proof::SecondLook& look, exchange::Redactions& counts) {
    const auto clean = redactor.redact(words, counts);
    return clean && look.look(clean->text()).empty() ? clean->text()
                                                     : "(withheld: its redaction failed)";
}

CleanItem redact_item(const Result<std::string>& value, const redact::Redactor& redactor,
                      const proof::SecondLook& look, std::uint64_t& dropped) {
    exchange::Redactions counts;
    if (!value) {
        auto words = redacted_words(value.error().what, redactor, look, counts);
        return {Error{value.error().fault, std::move(words)}, std::move(counts)};
    }
    auto text = redactor.redact(*value, counts);
    if (text) return {std::move(*text), std::move(counts)};
    ++dropped;
    return {
        Error{Fault::refused, "dropped, because it could not be redacted: " + text.error().what},
        std::move(counts)};
}

/// The name itself, or with a number behind it where another item has that already.
std::string free_name(const Clean& clean, std::string name) {
    if (!clean.items.contains(name)) return name;
    for (int number = 2;; ++number)
        if (auto other = name + "-" + std::to_string(number); !clean.items.contains(other))
            return other;
}

}  // namespace

Clean redact_evidence(run::Gathered gathered, const redact::Redactor& redactor,
                      const proof::SecondLook& look) {
    Clean clean{.collector = gathered.collector,
                .attachments = std::move(gathered.attachments),
                .outcome = std::move(gathered.outcome)};
    for (const auto& [name, value] : gathered.evidence) {
        auto item = redact_item(value, redactor, look, clean.dropped);
        auto clean_name = free_name(clean, redacted_words(name, redactor, look, item.redactions));
        if (item.text)
            if (auto found = look.look(item.text->text()); !found.empty()) {
                item.text = leaked(found);
                clean.leaks.emplace(clean_name, std::move(found));
            }
        clean.items.emplace(std::move(clean_name), std::move(item));
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
