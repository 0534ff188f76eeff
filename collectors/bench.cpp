// SPDX-License-Identifier: Apache-2.0
#include "collectors/bench.hpp"

#include "platform/text.hpp"

namespace diag {

double Bench::limit(std::string_view key) const { return threshold(in_force_, known_, key); }

void Bench::find(std::string id, Severity severity, Parameters parameters,
                 std::vector<std::string> rests_on) {
    for (auto& [name, value] : parameters) value = one_line(value);
    for (auto& name : rests_on) name = one_line(name);
    judgement.findings.push_back(
        {std::move(id), severity, std::move(parameters), std::move(rests_on)});
}

void Bench::note(std::string id, std::string_view value) {
    judgement.facts.push_back({std::move(id), one_line(value)});
}

}  // namespace diag
