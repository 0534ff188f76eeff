// SPDX-License-Identifier: Apache-2.0
#include "agent/report/banner.hpp"

#include "agent/report/page.hpp"

namespace diag::report {
namespace {

std::size_t count_of(const Gravity& gravity, Severity severity) {
    const auto found = gravity.findings.find(severity);
    return found == gravity.findings.end() ? 0 : found->second;
}

}  // namespace

std::string_view verdict_of(const Gravity& gravity) {
    for (const auto severity : {Severity::critical, Severity::warning, Severity::unknown})
        if (count_of(gravity, severity) > 0) return name_of(severity);
    return gravity.examined && gravity.whole ? "good" : "unknown";
}

std::string headline(const Gravity& gravity, const Voice& voice) {
    std::string text;
    for (const auto severity : {Severity::critical, Severity::warning})
        if (const auto count = count_of(gravity, severity); count > 0)
            text += (text.empty() ? "" : ", ") +
                    voice.counted("headline." + std::string(name_of(severity)), count);
    if (!text.empty()) return text;
    if (!gravity.examined) return voice("nothing_examined");
    const bool partly = !gravity.whole || count_of(gravity, Severity::unknown) > 0;
    return voice(partly ? "nothing_found_partly" : "nothing_found");
}

void write_verdict(Markup& out, std::string_view kicker, std::string_view verdict,
                   std::string_view title) {
    out.leaf("p", {{"class", "kicker"}}, kicker);
    const auto line = out.in("h1");
    write_icon(out, verdict);
    out.leaf("span", {}, title);
}

void write_about(Markup& out, std::string_view label, const std::string& value) {
    if (value.empty()) return;
    const auto pair = out.in("div");
    out.leaf("dt", {}, label);
    const auto content = out.in("dd");
    const auto apart = out.in("bdi");
    write_text(out, value);
}

}  // namespace diag::report
