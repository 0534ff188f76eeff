// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/review_service.hpp"

#include <algorithm>

#include "agent/pages/frame.hpp"
#include "agent/report/voice.hpp"
#include "platform/interrupt.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using pages::Door;

constexpr std::string_view html_type = "text/html; charset=utf-8";
constexpr std::uint64_t most_pages = 100'000;

WebAnswer answer_of(int status, std::string body) {
    return {.status = status, .headers = pages::safe_headers(html_type), .body = std::move(body)};
}

std::string field(const pages::Fields& fields, std::string_view name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
}

bool is_kind(std::string_view text) {
    return text.size() <= 32 && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

}  // namespace

ReviewService::ReviewService(const collect::ForReview& material, report::Language language)
    : material_(material), language_(language) {}

WebReception ReviewService::begin(const WebHead& head) {
    auto answer = asked(head);
    if (const auto* const wanted = std::get_if<Wanted>(&answer)) return file(*wanted);
    if (const auto* const wanted = std::get_if<Picture>(&answer)) return picture(*wanted);
    return std::get<WebReception>(std::move(answer));
}

ReviewService::Asked ReviewService::asked(const WebHead& head) {
    const std::scoped_lock held(mutex_);
    switch (door_.knock(head)) {
        case Door::Entry::first: {
            auto answer = overview(200, {});
            answer.headers.emplace_back("Set-Cookie", door_.cookie());
            return WebReception{std::move(answer)};
        }
        case Door::Entry::let_in:
            if (head.method == "GET") return shown(head.query);
            return WebReception{whole_body(pages::form_limit, [this](const std::string& body) {
                const std::scoped_lock locked(mutex_);
                return WebOutcome{answered(body)};
            })};
        case Door::Entry::used:
            return WebReception{said(403, "ask.link_used")};
        case Door::Entry::elsewhere:
            return WebReception{said(404, "ask.not_here")};
        case Door::Entry::foreign:
            return WebReception{said(403, "ask.not_here")};
        case Door::Entry::method:
            break;
    }
    return WebReception{said(405, "ask.not_here")};
}

std::string ReviewService::open(std::uint16_t port) {
    const std::scoped_lock held(mutex_);
    door_.open(port);
    return door_.link();
}

std::optional<collect::Decision> ReviewService::decided() const {
    const std::scoped_lock held(mutex_);
    return decided_;
}

std::set<std::size_t> ReviewService::left_out() const {
    const std::scoped_lock held(mutex_);
    return left_out_;
}

pages::Reviewed ReviewService::reviewed() const {
    return {.contents = material_.contents,
            .removable = material_.removable,
            .left_out = left_out_,
            .path = door_.path(),
            .token = door_.form_token(),
            .open = open_};
}

ReviewService::Asked ReviewService::shown(const std::string& query) {
    if (decided_)
        return WebReception{said(200, decided_->seal ? "review.sealed" : "review.declined")};
    const auto fields = pages::fields_of(query);
    if (!fields) return WebReception{overview(400, fields.error().what)};
    if (fields->empty()) return WebReception{overview(200, {})};
    if (fields->contains(pages::review_picture))
        return shown_picture(field(*fields, pages::review_picture));
    const auto entry = natural(field(*fields, "file"));
    const auto kind = field(*fields, "kind");
    const auto page = natural(fields->contains("page") ? field(*fields, "page") : "1");
    const auto& entries = material_.contents.entries;
    if (!entry || *entry >= entries.size() || entries[*entry].path.empty() ||
        !entries[*entry].picture.empty() || !is_kind(kind) || !page || *page == 0 ||
        *page > most_pages) {
        const report::Voice voice(report::Knowledge::builtin(), language_);
        return WebReception{overview(404, voice("review.no_file"))};
    }
    return Wanted{static_cast<std::size_t>(*entry), kind, *page - 1};
}

ReviewService::Asked ReviewService::shown_picture(const std::string& number) const {
    const auto entry = natural(number);
    const auto& entries = material_.contents.entries;
    if (!entry || *entry >= entries.size() || entries[*entry].path.empty() ||
        entries[*entry].picture.empty())
        return WebReception{said(404, "ask.not_here")};
    return Picture{static_cast<std::size_t>(*entry)};
}

/// As it would leave: what was packed, read back.
WebAnswer ReviewService::picture(const Picture& wanted) const {
    const auto& entry = material_.contents.entries[wanted.entry];
    std::string bytes;
    const auto read = material_.read(wanted.entry, [&](std::string_view piece) {
        bytes += piece;
        return !interrupted() && !closed_ && bytes.size() < entry.size;
    });
    if (!read || bytes.size() != entry.size) return said(503, "ask.not_here");
    return {.status = 200,
            .headers = pages::safe_headers("image/" + entry.picture),
            .body = std::move(bytes)};
}

pages::Recall ReviewService::recall() const {
    return [this](std::string_view stand_in) -> std::optional<pages::Original> {
        const auto* const known = material_.originals.of(stand_in);
        if (known == nullptr) return std::nullopt;
        return pages::Original{known->kind, known->text};
    };
}

/// Nobody waits for it any more once it is decided, and the command must end. One file is read at a
/// time, and that is the one asked for last: however often a page is loaded, a thread is left to
/// take the answer.
WebAnswer ReviewService::file(const Wanted& wanted) {
    const auto& [entry, kind, page] = wanted;
    const auto mine = ++newest_;
    pages::Replacements replacements(recall(), kind, page * pages::review_rows, pages::review_rows);
    bool ended = false;
    const auto read = material_.read(entry, [&](std::string_view bytes) {
        ended = interrupted() || closed_ || newest_ != mine || decided().has_value();
        return !ended && replacements.take(bytes);
    });
    const std::scoped_lock held(mutex_);
    if (ended) return said(503, newest_ == mine ? "ask.not_here" : "review.newer");
    if (!read) return overview(500, read.error().what);
    replacements.finish();
    return answer_of(200, pages::review_file_page(reviewed(),
                                                  {.entry = entry,
                                                   .kind = kind,
                                                   .page = page,
                                                   .replacements = replacements.kept(),
                                                   .more = replacements.more(),
                                                   .seen = replacements.seen(),
                                                   .unread = replacements.unread()},
                                                  system_clock().now(), language_));
}

WebAnswer ReviewService::overview(int status, const std::string& remark) const {
    return answer_of(status,
                     pages::review_page(reviewed(), remark, system_clock().now(), language_));
}

WebAnswer ReviewService::said(int status, const std::string& phrase) const {
    const report::Voice voice(report::Knowledge::builtin(), language_);
    auto answer =
        answer_of(status, pages::short_page(voice(phrase + "_title"), voice(phrase), language_));
    answer.close = true;
    return answer;
}

WebAnswer ReviewService::answered(const std::string& body) {
    if (decided_) return said(409, decided_->seal ? "review.sealed" : "review.declined");
    const auto fields = pages::fields_of(body);
    const auto taken = fields ? take(*fields) : Result<>{fields.error()};
    if (!taken) {
        const report::Voice voice(report::Knowledge::builtin(), language_);
        return overview(409, voice("ask.not_done", {{"why", taken.error().what}}));
    }
    if (decided_) return said(200, decided_->seal ? "review.sealed" : "review.declined");
    return overview(200, {});
}

Result<> ReviewService::take(const pages::Fields& fields) {
    if (!door_.is_form_token(field(fields, "token")))
        return Error{Fault::denied, "the form is of another page: load this one again"};
    const auto says = [&](std::string_view name) { return fields.contains(name); };
    if (says(pages::review_seal) || says(pages::review_decline)) {
        decided_ =
            collect::Decision{says(pages::review_seal) && !says(pages::review_decline), left_out_};
        return {};
    }
    if (says(pages::review_leave_section))
        return put_section(field(fields, pages::review_leave_section), true);
    if (says(pages::review_take_section))
        return put_section(field(fields, pages::review_take_section), false);
    const bool out = says(pages::review_leave_out);
    const auto entry =
        natural(field(fields, out ? pages::review_leave_out : pages::review_take_in));
    if (!entry || *entry >= material_.removable || material_.contents.entries[*entry].path.empty())
        return Error{Fault::absent, "there is no such file on this page"};
    open_ = material_.contents.entries[*entry].collector;
    if (out)
        left_out_.insert(*entry);
    else
        left_out_.erase(*entry);
    return {};
}

Result<> ReviewService::put_section(const std::string& name, bool out) {
    bool any = false;
    for (std::size_t i = 0; i < material_.removable; ++i) {
        const auto& entry = material_.contents.entries[i];
        if (entry.collector != name || entry.path.empty()) continue;
        any = true;
        if (out)
            left_out_.insert(i);
        else
            left_out_.erase(i);
    }
    if (!any) return Error{Fault::absent, "there is no such section on this page"};
    open_ = name;
    return {};
}

}  // namespace diag::commands
