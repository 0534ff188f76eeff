// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/redaction.hpp"

namespace diag::collect {

redact::Observer Redaction::observer() const {
    const auto kept = map ? map->observer() : redact::Observer{};
    const auto shown = originals ? originals->observer() : redact::Observer{};
    if (!kept || !shown) return kept ? kept : shown;
    return
        [kept, shown](std::string_view kind, std::string_view stand_in, std::string_view original) {
            kept(kind, stand_in, original);
            shown(kind, stand_in, original);
        };
}

Result<Redaction> redaction_with(const redact::CaseKey& key, const std::string& case_name,
                                 const std::filesystem::path& state, rules::Rules rules,
                                 Originals* originals) {
    auto canaries = OwnCanaries::made_up();
    rules.secrets.push_back(canaries.secret);
    rules.words.push_back(canaries.word);
    auto redactor = redact::Redactor::create(key, rules);
    if (!redactor) return redactor.error();
    std::unique_ptr<redact::StandInMap> map;
    if (!case_name.empty())
        if (auto opened = redact::StandInMap::open(state, case_name))
            map = std::make_unique<redact::StandInMap>(std::move(*opened));
    Redaction made{key,       std::move(rules),     std::move(map),
                   originals, std::move(*redactor), std::move(canaries)};
    if (auto observer = made.observer()) made.redactor.observe(std::move(observer));
    return made;
}

}  // namespace diag::collect
