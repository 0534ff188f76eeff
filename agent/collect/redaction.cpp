// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/redaction.hpp"

namespace diag::collect {

Result<Redaction> redaction_with(const redact::CaseKey& key, const std::string& case_name,
                                 const std::filesystem::path& state, rules::Rules rules) {
    auto redactor = redact::Redactor::create(key, rules);
    if (!redactor) return redactor.error();
    std::unique_ptr<redact::StandInMap> map;
    if (!case_name.empty())
        if (auto opened = redact::StandInMap::open(state, case_name))
            map = std::make_unique<redact::StandInMap>(std::move(*opened));
    Redaction made{key, std::move(rules), std::move(map), std::move(*redactor)};
    if (made.map) made.redactor.observe(made.observer());
    return made;
}

}  // namespace diag::collect
