// SPDX-License-Identifier: Apache-2.0
// One rule beside all findings: does it fit, about what, and what does it then explain?
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agent/report/ranking.hpp"
#include "agent/report/triage/rules.hpp"

namespace diag::report {

/// A rule that fits.
struct Fit {
    const Rule* rule = nullptr;
    std::string_view subject;
    std::uint64_t count = 0;  ///< what its first group counts
    bool unproven = false;    ///< names were withheld: nothing shows that it is all about one thing
    std::vector<std::size_t> findings;  ///< what it explains, by number, in order; never empty
};

class Bench {
public:
    /// Keeps both: they must live as long as this.
    Bench(const Rule& rule, const std::vector<Ranked>& findings);

    /// The rule about each of its subjects, where it fits with findings that are not `taken`.
    std::vector<Fit> fits(const std::vector<bool>& taken) const;

private:
    struct Entry {
        std::size_t finding;  ///< its number
        std::size_t group;    ///< of the rule's needs; one more for what it explains besides
        std::string_view subject;
        bool withheld;  ///< it is about something, and what was not told
    };

    std::size_t group_of(const std::string& id) const;
    std::optional<Fit> fit(std::string_view subject, const std::vector<bool>& taken) const;

    const Rule& rule_;
    const std::vector<Ranked>& findings_;
    bool ruled_out_ = false;
    std::vector<Entry> entries_;
    std::vector<std::string_view> subjects_;
};

}  // namespace diag::report
