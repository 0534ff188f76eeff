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

std::optional<Error> Redaction::unexplained() const {
    if (without_map || !map) return without_map;
    const auto whole = map->whole();
    return whole ? std::nullopt : std::optional(whole.error());
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
    std::optional<Error> without_map;
    if (!case_name.empty()) {
        if (auto opened = redact::StandInMap::open(state, case_name))
            map = std::make_unique<redact::StandInMap>(std::move(*opened));
        else
            without_map = opened.error();
    }
    Redaction made{.key = key,
                   .rules = std::move(rules),
                   .map = std::move(map),
                   .without_map = std::move(without_map),
                   .originals = originals,
                   .redactor = std::move(*redactor),
                   .canaries = std::move(canaries)};
    if (auto observer = made.observer()) made.redactor.observe(std::move(observer));
    return made;
}

std::string unexplained_words(const Error& why) {
    return "Some stand-ins cannot be explained here later (redact --explain): " + why.what;
}

}  // namespace diag::collect
