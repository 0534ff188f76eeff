// SPDX-License-Identifier: Apache-2.0
// Where the judges of a collector put what they find, and where they look up numbers.
#pragma once

#include <string>
#include <vector>

#include "collectors/collector.hpp"

namespace diag {

class Bench {
public:
    /// For the collector whose thresholds `known` are. All three outlive it.
    Bench(const Evidence& all, std::span<const Threshold> known, const Thresholds& in_force)
        : evidence(all), known_(known), in_force_(in_force) {}

    /// The threshold in force; `key` must be one of the collector's.
    double limit(std::string_view key) const;

    /// Parameters and names of items come from outside: each becomes one printable line.
    void find(std::string id, Severity severity, Parameters parameters,
              std::vector<std::string> rests_on);
    /// A fact, made one printable line likewise.
    void note(std::string id, std::string_view value);

    const Evidence& evidence;
    Judgement judgement;

private:
    std::span<const Threshold> known_;
    const Thresholds& in_force_;
};

}  // namespace diag
