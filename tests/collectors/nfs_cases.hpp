// SPDX-License-Identifier: Apache-2.0
// The cases of tests/fixtures/nfs/cases, read.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "platform/text.hpp"
#include "tests/fakes.hpp"

namespace diag::test {

struct NfsCase {
    std::set<std::string> expected;  ///< "nfs.full critical"
    std::string words;               ///< as the fixture says it
    Evidence evidence;
};

inline std::string with_line_ends(std::string_view text) {
    if (text.starts_with('@')) return fixture("nfs/" + std::string(text.substr(1)));
    std::string whole;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text.substr(i, 2) == "\\n") {
            whole += '\n';
            ++i;
        } else {
            whole += text[i];
        }
    return whole;
}

/// The first is healthy and whole; the others are it with some items changed.
inline std::vector<NfsCase> nfs_cases() {
    std::vector<NfsCase> cases;
    const auto text = fixture("nfs/cases");
    for (const auto line : lines_of(text)) {
        if (line.empty() || line.starts_with('#')) continue;
        if (line.starts_with("==")) {
            auto fresh = cases.empty() ? NfsCase{} : NfsCase{{}, {}, cases.front().evidence};
            fresh.words = trimmed(line.substr(2));
            for (const auto word : parts_of(fresh.words, ','))
                if (!trimmed(word).empty()) fresh.expected.emplace(trimmed(word));
            cases.push_back(std::move(fresh));
            continue;
        }
        const bool lost = line.starts_with('!');
        const auto parts = parts_of(line.substr(lost ? 1 : 0), '\t');
        if (cases.empty() || parts.size() < 2) continue;
        auto& evidence = cases.back().evidence;
        if (lost)
            evidence.insert_or_assign(std::string(parts[0]),
                                      Error{fault_named(parts[1]), std::string(parts.back())});
        else
            evidence.insert_or_assign(std::string(parts[0]), with_line_ends(parts[1]));
    }
    return cases;
}

}  // namespace diag::test
