// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/cloud_words.hpp"

#include "agent/commands/output_width.hpp"
#include "platform/layout.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using availability::Class;

std::string class_text(Class what, const report::Voice& voice) {
    return voice("cloud.class." + std::string(name_of(what)));
}

std::string head_text(const availability::Account& account, const report::Voice& voice) {
    const bool over = account.window == account.month.window;
    return voice(over ? "cloud.month" : "cloud.month_so_far",
                 {{"month", account.month.name}, {"zone", account.month.zone}}) +
           "\n\n";
}

std::string classes_text(const availability::Figures& figures, const report::Voice& voice) {
    std::vector<TableRow> rows;
    for (std::size_t i = 0; i < availability::classes; ++i)
        if (figures.seconds.at(i) > 0)
            rows.push_back({class_text(static_cast<Class>(i), voice),
                            availability::span_text(figures.seconds.at(i))});
    return table(rows, 0, output_width()) + "\n";
}

std::string verdict_text(const availability::Figures& figures, const report::Voice& voice) {
    auto text = voice("cloud.availability", {{"percent", percent_text(figures)},
                                             {"total", availability::span_text(figures.total)}}) +
                "\n";
    if (!figures.missed) return text + voice("cloud.kept") + "\n";
    text += voice.counted("cloud.missed", static_cast<std::uint64_t>(figures.failures)) + " " +
            voice("cloud.credit", {{"credit", std::to_string(figures.credit)}}) + "\n";
    return text + voice("cloud.claim", {{"day", figures.claim_by}}) + "\n";
}

std::string outages_text(const availability::Figures& figures, const report::Voice& voice) {
    std::vector<TableRow> rows{{voice("cloud.outage.from"), voice("cloud.outage.until"),
                                voice("cloud.outage.span"), voice("cloud.outage.class"),
                                voice("cloud.outage.claim_by")}};
    for (const auto& outage : figures.outages) {
        const auto& window = outage.span.window;
        rows.push_back({availability::local_text(window.from),
                        availability::local_text(window.until),
                        availability::span_text(window.until - window.from),
                        class_text(outage.span.what, voice), outage.claim_by});
    }
    return rows.size() == 1 ? "" : "\n" + table(rows, 0, output_width());
}

}  // namespace

std::string month_text(const availability::Account& account, const report::Voice& voice) {
    const auto& figures = account.figures;
    auto text =
        head_text(account, voice) + classes_text(figures, voice) + verdict_text(figures, voice);
    if (account.damaged > 0) text += voice.counted("cloud.damaged", account.damaged) + "\n";
    return text + outages_text(figures, voice);
}

}  // namespace diag::commands
