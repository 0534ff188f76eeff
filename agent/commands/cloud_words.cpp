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

bool is_over(const availability::Account& account) {
    return account.window == account.month.window;
}

std::string head_text(const availability::Account& account, const report::Voice& voice) {
    return voice(is_over(account) ? "cloud.month" : "cloud.month_so_far",
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

/// What was seen, and where nothing was, why.
std::string seen_words(const availability::Account& account, const report::Voice& voice) {
    const auto& figures = account.figures;
    auto text = figures.seen() > 0
                    ? voice("cloud.seen", {{"share", seen_text(figures)},
                                           {"total", availability::span_text(figures.total)}}) +
                          "\n"
                    : voice("cloud.nothing_seen") + "\n";
    if (!account.sampling) text += voice("cloud.sampling_off") + "\n";
    return text;
}

/// Of the cloud's outages: what they amount to, what is to be claimed, and what is to be ruled out.
std::string outage_words(const availability::Account& account, const report::Voice& voice) {
    const auto& figures = account.figures;
    std::string text;
    if (figures.missed)
        text += voice.counted("cloud.missed", static_cast<std::uint64_t>(figures.failures)) + " " +
                voice(is_over(account) ? "cloud.credit" : "cloud.credit_so_far",
                      {{"credit", std::to_string(figures.credit)}}) +
                "\n";
    else if (!is_over(account))
        text += voice("cloud.allowed", {{"away", availability::span_text(figures.of(Class::cloud))},
                                        {"allowed", availability::span_text(figures.allowed)}}) +
                "\n";
    else
        text += voice("cloud.kept") + "\n";
    if (figures.failures == 0) return text;
    if (figures.missed || !is_over(account))
        text += voice("cloud.claim", {{"day", figures.claim_by}}) + "\n";
    return text + voice("cloud.firewall") + "\n";
}

std::string verdict_text(const availability::Account& account, const report::Voice& voice) {
    const auto& figures = account.figures;
    auto text = seen_words(account, voice);
    if (figures.seen() == 0) return text;
    text += voice("cloud.availability", {{"percent", percent_text(figures)},
                                         {"total", availability::span_text(figures.total)}}) +
            "\n";
    return text + outage_words(account, voice);
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
        head_text(account, voice) + classes_text(figures, voice) + verdict_text(account, voice);
    if (account.damaged > 0) text += voice.counted("cloud.damaged", account.damaged) + "\n";
    return text + outages_text(figures, voice);
}

}  // namespace diag::commands
