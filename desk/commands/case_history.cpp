// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/case_history.hpp"

#include "agent/cases/dates.hpp"
#include "agent/cases/notes.hpp"
#include "desk/commands/saying.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag::desk {

Result<CaseDesk> case_desk(const Invocation& invocation) {
    auto home = desk_asked_for(invocation);
    if (!home) return home.error();
    auto trust = home->trust();
    if (!trust) return trust.error();
    const auto given = invocation.value(calendar_option.name);
    auto calendar = cases::calendar_in(system_files(),
                                       given.empty() ? home->file("calendar.toml").native() : given,
                                       !given.empty());
    if (!calendar) return calendar.error();
    auto book = sqlite_cases(home->file("desk.sqlite"));
    if (!book) return book.error();
    return CaseDesk{std::move(*home), std::move(*book), std::move(*trust), std::move(*calendar)};
}

Result<cases::History> history_of(const CaseDesk& desk, const std::string& number) {
    const auto documents = desk.book->entries(number);
    if (!documents) return documents.error();
    return cases::History::from(number, *documents, [&](const cms::Signed& signer) {
        return exchange::was_believed(signer.signer, Role::engineer, desk.trust, signer.signed_at);
    });
}

Result<> follows(const CaseDesk& desk, const std::string& number, const std::string& document) {
    auto documents = desk.book->entries(number);
    if (!documents) return documents.error();
    documents->push_back(document);
    const auto whole = cases::History::from(number, *documents, [&](const cms::Signed& signer) {
        return exchange::was_believed(signer.signer, Role::engineer, desk.trust, signer.signed_at);
    });
    if (!whole) return whole.error();
    return {};
}

std::string standing_of(const cases::History& history) {
    if (history.entries().empty()) return "not opened";
    if (!history.is_open()) return "closed";
    return history.is_paused() ? "paused" : "open";
}

namespace {

std::string state_of(const cases::Due& due, const cases::Calendar& calendar) {
    const auto at = due.at ? cases::local_text(calendar.zone, *due.at) : std::string();
    const auto met = due.met ? cases::local_text(calendar.zone, *due.met) : std::string();
    switch (due.state) {
        case cases::State::due:
            return "due by " + at;
        case cases::State::overdue:
            return "OVERDUE since " + at;
        case cases::State::paused:
            return "paused: the clock stands";
        case cases::State::met:
            return "done " + met;
        case cases::State::met_late:
            return "done " + met + ", LATE (by " + at + ")";
        case cases::State::dropped:
            return "closed before" + (at.empty() ? " it was due" : " " + at);
    }
    return {};
}

}  // namespace

std::string in_words(const cases::Due& due, const cases::Calendar& calendar) {
    auto text = state_of(due, calendar);
    if (due.noted) text += "; noted " + cases::local_text(calendar.zone, *due.noted);
    if (due.late > 0)
        text += "; " + std::to_string(due.late) + (due.late == 1 ? " update" : " updates") +
                " came late";
    return text;
}

json::array clocks_json(const std::vector<cases::Due>& all) {
    cases::Notes notes;
    notes.clocks = all;
    const json::value document = cases::to_json(notes);
    return json::list_at(document, "clocks");
}

}  // namespace diag::desk
