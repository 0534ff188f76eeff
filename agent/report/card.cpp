// SPDX-License-Identifier: Apache-2.0
#include "agent/report/card.hpp"

#include "agent/report/page.hpp"

namespace diag::report {
namespace {

/// Three screens are as much as anybody reads before acting.
constexpr std::size_t open_cards = 24;

void write_heading(Markup& out, const Card& card) {
    const auto line = out.in("h3");
    write_icon(out, name_of(card.severity));
    {
        const auto title = out.in("span");
        write_text(out, card.words.title);
    }
    if (!card.open && card.beside_title) card.beside_title();
}

void write_badges(Markup& out, const Voice& voice, const Card& card) {
    const auto line = out.in("p", {{"class", "badges"}});
    const auto& words = card.words;
    out.leaf("span", {{"class", "badge severity"}}, voice.severity(card.severity));
    if (!words.level.empty()) {
        out.leaf(
            "span", {{"class", "badge"}},
            voice("cause") + ": " + voice.knowledge().cause_label(words.cause, voice.language()));
        out.leaf("span", {{"class", "badge"}},
                 words.level + " \u00B7 " + voice("level." + words.level));
    }
    out.leaf("code", {{"class", "id"}}, card.id);
}

void write_advice(Markup& out, const Voice& voice, const Explained& words) {
    if (words.remedy.empty() && words.verify.empty()) return;
    const auto columns = out.in("div", {{"class", "advice"}});
    const auto advice = [&](std::string_view kind, const std::string& text) {
        if (text.empty()) return;
        const auto block = out.in("div", {{"class", kind}});
        out.leaf("h4", {}, voice(kind));
        write_prose(out, text);
    };
    advice("remedy", words.remedy);
    advice("verify", words.verify);
}

}  // namespace

void write_card(Markup& out, const Voice& voice, const Card& card,
                const std::function<void()>& details, const std::function<void()>& rest) {
    const auto article =
        out.in("article", {{"class", "card is-" + std::string(name_of(card.severity))},
                           {"id", "finding-" + std::to_string(card.number)}});
    const auto write_body = [&] {
        const auto body = out.in("div", {{"class", "body"}});
        write_badges(out, voice, card);
        details();
        write_advice(out, voice, card.words);
        if (rest) rest();
    };
    if (card.open) {
        write_heading(out, card);
        return write_body();
    }
    const auto fold = out.in("details");
    {
        const auto summary = out.in("summary");
        write_heading(out, card);
    }
    write_body();
}

bool OpenCards::next(Severity severity) {
    const bool serious = severity == Severity::critical || severity == Severity::warning;
    return serious && written_[severity]++ < open_cards;
}

}  // namespace diag::report
