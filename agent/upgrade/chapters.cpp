// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/chapters.hpp"

#include "collectors/site.hpp"

namespace diag::upgrade {

const Fact* fact_of(const Chapters& chapters, std::string_view id) {
    for (const auto& [name, chapter] : chapters)
        for (const auto& fact : chapter.judgement.facts)
            if (fact.id == id) return &fact;
    return nullptr;
}

bool is_found(const Chapters& chapters, std::string_view id) {
    for (const auto& [name, chapter] : chapters)
        for (const auto& finding : chapter.judgement.findings)
            if (finding.id == id) return true;
    return fact_of(chapters, id) != nullptr;
}

Version version_here(const Chapters& chapters) {
    const auto services = chapters.find("services");
    if (services == chapters.end()) return {};
    const auto* first = service_named("covi");
    Version found;
    for (const auto& fact : services->second.judgement.facts) {
        if (fact.id != "services.version") continue;
        auto version = Version::from(fact.value.substr(fact.value.rfind(' ') + 1));
        if (!version) continue;
        const bool is_first = first && fact.value.starts_with(first->title);
        if (found.empty() || is_first) found = std::move(*version);
    }
    return found;
}

std::string replica_set_of(const Chapters& chapters) {
    const auto* fact = fact_of(chapters, "mongo.set_configuration");
    return fact ? fact->value : std::string{};
}

bool is_cluster(const Chapters& chapters) {
    return fact_of(chapters, "install.nodes") != nullptr ||
           fact_of(chapters, "mongo.member") != nullptr;
}

}  // namespace diag::upgrade
