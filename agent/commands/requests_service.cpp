// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/requests_service.hpp"

#include <algorithm>

#include "agent/pages/form.hpp"
#include "agent/pages/frame.hpp"
#include "agent/report/voice.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using consent::Stage;
using pages::Door;

constexpr std::string_view html_type = "text/html; charset=utf-8";

WebAnswer answer_of(int status, std::string body) {
    return {.status = status, .headers = pages::safe_headers(html_type), .body = std::move(body)};
}

/// A reason on one line, as it stands on record.
std::string reason_from(std::string_view text) {
    constexpr std::size_t bytes_of_a_character = 4;
    return one_line(trimmed(text).substr(0, pages::longest_answer * bytes_of_a_character));
}

}  // namespace

RequestsService::RequestsService(const Reception& reception, std::vector<std::string> ids,
                                 report::Language language)
    : reception_(reception), ids_(std::move(ids)), language_(language), who_(who_decides()) {
    for (const auto& id : ids_) foreseen_.push_back(expected(id));
}

WebReception RequestsService::begin(const WebHead& head) {
    const std::scoped_lock held(mutex_);
    switch (door_.knock(head)) {
        case Door::Entry::first: {
            auto answer = page(200, {});
            answer.headers.emplace_back("Set-Cookie", door_.cookie());
            return answer;
        }
        case Door::Entry::let_in:
            if (head.method == "GET") return page(200, {});
            return whole_body(pages::form_limit, [this](const std::string& body) {
                const std::scoped_lock locked(mutex_);
                return WebOutcome{answered(body)};
            });
        case Door::Entry::used:
            return turned_away(403, "ask.link_used");
        case Door::Entry::elsewhere:
            return turned_away(404, "ask.not_here");
        case Door::Entry::foreign:
            return turned_away(403, "ask.not_here");
        case Door::Entry::method:
            break;
    }
    return turned_away(405, "ask.not_here");
}

std::string RequestsService::open(std::uint16_t port) {
    const std::scoped_lock held(mutex_);
    door_.open(port);
    return door_.link();
}

std::size_t RequestsService::waiting() const {
    const auto now = system_clock().now();
    return static_cast<std::size_t>(std::ranges::count_if(ids_, [&](const auto& id) {
        const auto asked = reception_.asked.get(id, now);
        return !asked || asked->stage == Stage::waiting;
    }));
}

std::optional<pages::Foreseen> RequestsService::expected(const std::string& id) const {
    const auto admitted = proven(reception_, id, system_clock().now());
    if (!admitted) return std::nullopt;
    auto before = pages::foreseen(reception_.state, admitted->request);
    return before ? std::move(*before) : std::nullopt;
}

pages::Question RequestsService::question_of(std::size_t at, Time now) const {
    pages::Question question;
    question.asked.id = ids_[at];
    const auto asked = reception_.asked.get(ids_[at], now);
    if (asked) question.asked = *asked;
    auto admitted =
        asked ? proven(reception_, ids_[at], now) : Result<consent::Admitted>(asked.error());
    if (!admitted) {
        question.flaw = admitted.error().what;
        return question;
    }
    question.request = std::move(admitted->request);
    question.engineers = std::move(admitted->engineers);
    question.foreseen = foreseen_[at];
    return question;
}

WebAnswer RequestsService::page(int status, const std::string& remark) const {
    const auto now = system_clock().now();
    std::vector<pages::Question> questions;
    for (std::size_t at = 0; at < ids_.size(); ++at) questions.push_back(question_of(at, now));
    auto answer =
        answer_of(status, pages::asking_page(questions, {door_.path(), door_.form_token(), who_},
                                             remark, now, language_));
    // The last one: nobody need wait for a connection that stays open.
    answer.close = std::ranges::none_of(
        questions, [](const auto& each) { return each.asked.stage == Stage::waiting; });
    return answer;
}

WebAnswer RequestsService::turned_away(int status, const std::string& phrase) const {
    const report::Voice voice(report::Knowledge::builtin(), language_);
    auto answer =
        answer_of(status, pages::short_page(voice(phrase + "_title"), voice(phrase), language_));
    answer.close = true;
    return answer;
}

WebAnswer RequestsService::answered(const std::string& body) const {
    const auto done = take(body);
    if (done) return page(200, {});
    const report::Voice voice(report::Knowledge::builtin(), language_);
    return page(409, voice("ask.not_done", {{"why", done.error().what}}));
}

Result<> RequestsService::take(const std::string& body) const {
    const auto fields = pages::fields_of(body);
    if (!fields) return fields.error();
    const auto field = [&](std::string_view name) {
        const auto found = fields->find(name);
        return found == fields->end() ? std::string() : found->second;
    };
    if (!door_.is_form_token(field("token")))
        return Error{Fault::denied, "the form is of another page: load this one again"};
    const auto id = field("request");
    if (std::ranges::find(ids_, id) == ids_.end())
        return Error{Fault::absent, "the request is not on this page"};
    const auto said = field("answer");
    if (said != pages::yes && said != pages::no)
        return Error{Fault::malformed, "the form says neither yes nor no"};
    return put_down(id, said == pages::yes, reason_from(field("reason")));
}

Result<> RequestsService::put_down(const std::string& id, bool granted,
                                   const std::string& why) const {
    const auto now = system_clock().now();
    if (granted) {
        const auto holds = proven(reception_, id, now);
        if (!holds) return holds.error();
        if (const auto fits = hold_to_level(reception_, *holds, now); !fits) return fits;
    }
    const auto done = decide(
        reception_, id, {Stage::waiting},
        {granted ? Stage::granted : Stage::declined, who_ + " (by the local page)", why}, now);
    if (!done) return done.error();
    return {};
}

}  // namespace diag::commands
