// SPDX-License-Identifier: Apache-2.0
// Rules for redaction, as a site or a desk may write them: any bytes end in rules within their
// bounds, by which a redactor can be made, or in mistakes that name file and line.
#include <cstdlib>

#include "agent/redact/redactor.hpp"
#include "agent/rules/entries.hpp"
#include "agent/rules/pattern.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto author : {rules::Author::site, rules::Author::desk}) {
        const auto reading = rules::read(text, "f", author);
        for (const auto& mistake : reading.mistakes)
            if (!mistake.starts_with("f:") || mistake.size() > 1'000) std::abort();
        if (!reading.mistakes.empty() || !rules::contradictions(reading.entries).empty()) continue;
        const auto all = rules::rules_of(reading.entries);
        if (author == rules::Author::desk && (!all.exceptions.empty() || reading.version == 0))
            std::abort();
        for (const auto& pattern : all.patterns)
            if (!rules::judged_pattern(pattern)) std::abort();
        const auto redactor = redact::Redactor::create({7}, all);
        if (!redactor) std::abort();
        // No rule makes a secret of another family stay.
        redact::Redactions counts;
        const auto clean = redactor->redact("password=hunter2-of-fuzz\n", counts);
        if (!clean || clean->text().find("hunter2-of-fuzz") != std::string::npos) std::abort();
    }
    return 0;
}
