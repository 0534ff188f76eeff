// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/asking_page.hpp"

#include <algorithm>

#include "agent/pages/frame.hpp"
#include "agent/report/page.hpp"
#include "collectors/catalog.hpp"
#include "platform/text.hpp"

namespace diag::pages {
namespace {

using consent::Stage;
using report::Markup;
using report::Voice;

/// A parameter in the three ways its phrase may want to tell it.
std::string setting_text(const Voice& voice, const std::string& key, std::int64_t value) {
    const auto phrase = "setting." + key;
    if (!voice.knowledge().has_phrase(phrase)) return key + " = " + std::to_string(value);
    const auto natural = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
    return voice(phrase, {{"span", report::duration_text(milliseconds{value})},
                          {"size", bytes_text(natural)},
                          {"count", report::count_text(natural)}});
}

void write_people(Markup& out, const Voice& voice, const Question& question) {
    for (const auto& engineer : question.engineers) {
        const auto row = out.in("div");
        out.leaf("dt", {}, voice("ask.who"));
        const auto content = out.in("dd", {{"dir", "auto"}});
        out.leaf("strong", {}, engineer.name);
        out.text(" (" + engineer.level + ")");
        const auto small = out.in("small");
        out.text(voice("ask.certificate") + " ");
        out.leaf("code", {}, short_fingerprint(engineer.fingerprint));
    }
}

void write_recipients(Markup& out, const Voice& voice, const exchange::Request& request) {
    const auto row = out.in("div");
    out.leaf("dt", {}, voice("ask.recipients"));
    for (const auto& recipient : request.recipients) {
        const auto content = out.in("dd", {{"dir", "auto"}});
        out.text(recipient.name());
        const auto small = out.in("small");
        out.text(voice("ask.certificate") + " ");
        out.leaf("code", {}, short_fingerprint(recipient.fingerprint()));
    }
}

void write_facts(Markup& out, const Voice& voice, const Question& question) {
    const auto& request = question.request;
    const auto list = out.in("dl", {{"class", "facts"}});
    write_people(out, voice, question);
    write_fact(out, voice("case"), request.case_number);
    write_fact(out, voice("ask.what"),
               voice.member("ask.disclosure", exchange::name_of(request.disclosure)));
    write_recipients(out, voice, request);
    write_fact(out, voice("window"),
               voice.date_and_time(request.since) + " \u2013 " +
                   voice.date_and_time(request.until) + " (" +
                   report::duration_text(request.until - request.since) + ")");
    write_fact(out, voice("ask.limits"),
               voice("ask.at_most", {{"size", bytes_text(request.bytes)},
                                     {"span", report::duration_text(request.span)}}));
    write_fact(out, voice("ask.size"), in_words(question.foreseen, request, voice));
    write_fact(out, voice("ask.until"),
               voice("ask.then_declined", {{"time", voice.date_and_time(request.not_after)}}));
}

void write_collectors(Markup& out, const Voice& voice, const exchange::Request& request) {
    out.leaf("h4", {}, voice("ask.reads"));
    {
        const auto list = out.in("dl", {{"class", "read"}});
        for (const auto& id : request.collectors) {
            const auto row = out.in("div");
            out.leaf("dt", {}, voice.collector(id));
            out.leaf("dd", {}, reads_text(voice, id));
        }
    }
    if (request.parameters.empty()) return;
    out.leaf("h4", {}, voice("ask.settings"));
    const auto list = out.in("ul", {{"class", "settings"}});
    for (const auto& [key, value] : request.parameters)
        out.leaf("li", {}, setting_text(voice, key, value));
}

void write_form(Markup& out, const Voice& voice, const Question& question,
                const Answering& answering) {
    const auto& id = question.asked.id;
    const auto field = "reason-" + id;
    const auto form = out.in("form", {{"method", "post"}, {"action", answering.path}});
    out.empty("input", {{"type", "hidden"}, {"name", "token"}, {"value", answering.token}});
    out.empty("input", {{"type", "hidden"}, {"name", "request"}, {"value", id}});
    out.leaf("label", {{"for", field}}, voice("ask.reason"));
    // Not a single line: Enter in one would press the first button.
    out.leaf("textarea",
             {{"id", field},
              {"name", "reason"},
              {"rows", "2"},
              {"maxlength", std::to_string(longest_answer)},
              {"autocomplete", "off"}},
             "");
    out.leaf("p", {{"class", "hears"}}, voice("ask.support_hears", {{"who", answering.who}}));
    const auto row = out.in("div", {{"class", "buttons"}});
    if (question.flaw.empty())
        out.leaf("button",
                 {{"type", "submit"}, {"name", "answer"}, {"value", yes}, {"class", "yes"}},
                 voice("ask.yes"));
    out.leaf("button", {{"type", "submit"}, {"name", "answer"}, {"value", no}, {"class", "no"}},
             voice("ask.no"));
}

std::string_view sign_of(const Question& question) {
    switch (question.asked.stage) {
        case Stage::waiting:
            return question.flaw.empty() ? "info" : "warning";
        case Stage::granted:
        case Stage::running:
        case Stage::done:
            return "good";
        case Stage::failed:
            return "warning";
        case Stage::declined:
        case Stage::revoked:
            break;
    }
    return "info";
}

/// Where it stands, and what follows from that.
void write_answer(Markup& out, const Voice& voice, const Question& question) {
    const auto& asked = question.asked;
    const auto list = out.in("dl", {{"class", "facts"}});
    write_fact(out, voice("ask.by"), asked.by);
    write_fact(out, voice("ask.answered"), voice.date_and_time(asked.changed));
    write_fact(out, voice("ask.reason_given"), asked.why);
    write_fact(out, voice("ask.request"), asked.id);
    if (asked.stage != Stage::granted) return;
    const auto row = out.in("div");
    out.leaf("dt", {}, voice("ask.next"));
    const auto content = out.in("dd");
    report::write_prose(out, voice("ask.runs", {{"id", asked.id}}));
}

void write_question(Markup& out, const Voice& voice, const Question& question,
                    const Answering& answering) {
    const auto sign = sign_of(question);
    const bool waits = question.asked.stage == Stage::waiting;
    const auto card = out.in("article", {{"class", "card is-" + std::string(sign)},
                                         {"id", "request-" + question.asked.id}});
    {
        const auto line = out.in("h3");
        report::write_icon(out, sign);
        out.leaf("span", {},
                 waits && question.flaw.empty()
                     ? voice("ask.from", {{"who", question.engineers.front().name}})
                 : waits ? voice("ask.flawed")
                         : voice.member("stage", name_of(question.asked.stage)));
    }
    const auto body = out.in("div", {{"class", "body"}});
    if (!question.request.reason.empty())
        out.leaf("blockquote", {{"dir", "auto"}}, question.request.reason);
    if (!waits) return write_answer(out, voice, question);
    if (!question.flaw.empty()) {
        out.leaf("p", {{"class", "lacking"}}, question.flaw);
    } else {
        write_facts(out, voice, question);
        write_collectors(out, voice, question.request);
    }
    write_form(out, voice, question, answering);
    out.leaf("p", {{"class", "id"}}, voice("ask.request") + " " + question.asked.id);
}

void write_banner(Markup& out, const Voice& voice, std::size_t waiting, const std::string& title) {
    const auto sign = std::string(waiting > 0 ? "info" : "good");
    const auto banner = out.in("header", {{"class", "verdict is-" + sign}});
    out.leaf("p", {{"class", "kicker"}}, voice("ask.kicker"));
    {
        const auto line = out.in("h1");
        report::write_icon(out, sign);
        out.leaf("span", {}, title);
    }
    out.leaf("p", {{"class", "said"}}, voice(waiting > 0 ? "ask.promise" : "ask.ended"));
}

}  // namespace

std::string reads_text(const Voice& voice, const std::string& id) {
    const auto phrase = "reads." + id;
    if (voice.knowledge().has_phrase(phrase)) return voice(phrase);
    const auto* collector = collector_named(id);
    return collector ? std::string(collector->reads) : std::string();
}

std::string asking_page(const std::vector<Question>& questions, const Answering& answering,
                        std::string_view remark, Time now, report::Language language) {
    const Voice voice(report::Knowledge::builtin(), language);
    const auto waiting = static_cast<std::size_t>(std::ranges::count_if(
        questions, [](const auto& each) { return each.asked.stage == Stage::waiting; }));
    const auto title =
        waiting > 0 ? voice.counted("ask.title", waiting) : voice("ask.all_answered");
    return framed(title, language, true, [&](Markup& out) {
        write_banner(out, voice, waiting, title);
        if (!remark.empty()) out.leaf("p", {{"class", "lacking"}, {"role", "alert"}}, remark);
        {
            const auto main = out.in("main");
            for (const auto& question : questions) write_question(out, voice, question, answering);
        }
        write_foot(out, voice, now);
    });
}

}  // namespace diag::pages
