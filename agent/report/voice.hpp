// SPDX-License-Identifier: Apache-2.0
// How a report speaks: phrases, dates and quantities in one language.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/exchange/outcome.hpp"
#include "agent/report/knowledge.hpp"
#include "platform/clock.hpp"

namespace diag::report {

class Voice {
public:
    Voice(const Knowledge& knowledge, Language language)
        : knowledge_(knowledge), language_(language) {}

    Language language() const { return language_; }
    const Knowledge& knowledge() const { return knowledge_; }

    /// The phrase of that id, placeholders filled in.
    std::string operator()(std::string_view phrase, const Parameters& parameters = {}) const;

    /// "1 warning", "3 warnings": the phrase <id>.one or <id>.many with {count}.
    std::string counted(std::string_view id, std::uint64_t count) const;

    /// "Disks": what a collector looks at; its id when the catalogue has no words for it.
    std::string collector(std::string_view id) const;

    std::string severity(Severity severity) const;

    /// The finding in words for a page. Parameters in scripts that run from right to left are
    /// isolated (U+2068, U+2069), so that they do not reorder the sentence around them.
    Explained explain(const Finding& finding) const;

    /// The words of `family`.`id`, or `id` where the catalogue has none: kinds of stand-ins.
    std::string member(std::string_view family, std::string_view id) const;

    /// "measured 12.304 s, limit 12.000 s"
    std::string overrun(const exchange::Overrun& overrun) const;

    /// Local to this process: "23 Nov 2026 21:05", "23 Nov", "21:05", "21:05:09".
    std::string date_and_time(Time time) const;
    std::string day(Time time) const;

private:
    const Knowledge& knowledge_;
    Language language_;
};

/// `value`, isolated (U+2068, U+2069) where it runs from right to left.
std::string isolated(const std::string& value);

std::string clock_text(Time time, bool with_seconds);

/// Seconds that local time is ahead of UTC at `time` (localtime_r(3)).
std::chrono::seconds offset_at(Time time);

/// "UTC", "UTC+01:00"
std::string offset_text(Time time);

/// "850 ms", "12.3 s", "4 min 5 s", "3 h 12 min", "5 d"
std::string duration_text(milliseconds span);

/// Digits in groups of three, parted by a narrow no-break space as ISO 80000-1 has it. The decimal
/// sign is a point in every language, as in the parameters of findings.
std::string count_text(std::uint64_t count);

}  // namespace diag::report
