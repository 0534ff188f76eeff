// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/clean.hpp"

#include "agent/collect/words.hpp"

namespace diag::collect {
namespace {

CleanItem redact_item(const Result<std::string>& value, const Cleaning& with,
                      std::uint64_t& dropped, proof::Found& found) {
    exchange::Redactions counts;
    if (!value) {
        auto words = redacted_words(value.error().what, with, counts, found);
        return {Error{value.error().fault, std::move(words)}, std::move(counts)};
    }
    auto text = with.redactor.redact(*value, counts);
    if (!text) {
        ++dropped;
        return {Error{Fault::refused,
                      "dropped, because it could not be redacted: " + text.error().what},
                std::move(counts)};
    }
    if (auto leaks = with.look.look(text->text(), proof::Whose::site); !leaks.empty()) {
        found = leaks;
        return {leaked(leaks), std::move(counts), true};
    }
    return {std::move(*text), std::move(counts)};
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
    const Cleaning with{redactor, look};
    for (const auto& [name, value] : gathered.evidence) {
        proof::Found found;
        auto item = redact_item(value, with, clean.dropped, found);
        auto clean_name = free_name(clean, redacted_words(name, with, item.redactions, found));
        if (!found.empty()) clean.leaks.emplace(clean_name, std::move(found));
        clean.items.emplace(std::move(clean_name), std::move(item));
    }
    exchange::Redactions of_no_file;
    clean.outcome.note = redacted_words(clean.outcome.note, with, of_no_file, clean.note_leaks);
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
