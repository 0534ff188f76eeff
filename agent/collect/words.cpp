// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/words.hpp"

namespace diag::collect {

std::string redacted_words(const std::string& words, const Cleaning& with,
                           exchange::Redactions& counts, proof::Found& found) {
    const auto clean = with.redactor.redact(words, counts);
    if (!clean) return "(withheld: its redaction failed)";
    const auto leaks = with.look.look(clean->text());
    if (leaks.empty()) return clean->text();
    for (const auto& [family, count] : leaks) found[family] += count;
    return "(withheld: the second look found something in it)";
}

std::string families(const proof::Found& found) {
    std::string text;
    for (const auto& [family, count] : found)
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " x " + family;
    return text;
}

Error leaked(const proof::Found& found) {
    return {Fault::refused,
            "left out, because the second look found in it what redaction should "
            "have taken: " +
                families(found)};
}

}  // namespace diag::collect
