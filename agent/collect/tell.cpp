// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/tell.hpp"

#include "agent/report/judging.hpp"

namespace diag::collect {
namespace {

std::string passed_text(std::span<const stream::Passed> passed) {
    json::array all;
    for (const auto& each : passed) all.push_back(stream::to_json(each));
    return json::write(all);
}

}  // namespace

report::Chapter judged(const Collector& collector, Evidence evidence, exchange::Outcome outcome,
                       std::span<const stream::Passed> passed, const Thresholds& thresholds) {
    if (!passed.empty()) evidence.insert_or_assign(std::string(passed_item), passed_text(passed));
    return report::judged(collector, evidence, std::move(outcome), thresholds);
}

std::vector<stream::Signature> known_signatures() {
    std::vector<stream::Signature> all;
    for (const auto& known : report::Knowledge::builtin().signatures())
        all.push_back({known.id, known.pattern, known.severity});
    return all;
}

redact::Redacted report_page(const report::Story& story, report::Language language) {
    return redact::fixed_text(report::html(story, report::Knowledge::builtin(), language));
}

redact::Redacted findings_page(const report::Story& story) {
    return redact::fixed_text(
        json::write_pretty(report::findings_json(story, report::Knowledge::builtin())));
}

redact::Redacted case_page(const report::CaseNotes& notes) {
    return redact::fixed_text(json::write_pretty(cases::to_json(notes)));
}

redact::Redacted passed_page(std::span<const stream::Passed> passed) {
    return redact::fixed_text(passed_text(passed));
}

}  // namespace diag::collect
