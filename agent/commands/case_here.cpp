// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/case_file.hpp"
#include "agent/commands/case.hpp"
#include "agent/commands/setting.hpp"
#include "agent/exchange/identity.hpp"
#include "platform/base64.hpp"
#include "platform/lock.hpp"
#include "platform/records.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

// 1000 entries of about 2 KB each, in base64.
constexpr std::size_t history_limit = 4 << 20;

Records histories_in(const fs::path& state) { return {state, "cases", history_limit}; }

Result<std::vector<std::string>> documents_of(const fs::path& state, const std::string& number) {
    const auto text = histories_in(state).read(number);
    if (!text && text.error().fault == Fault::absent) return std::vector<std::string>{};
    if (!text) return text.error();
    const auto document = json::parse(*text);
    const auto malformed = [&] {
        return Error{Fault::malformed,
                     histories_in(state).file(number).native() + " is no record of a case"};
    };
    if (!document) return malformed();
    std::vector<std::string> all;
    for (const auto& each : json::list_at(*document, "entries")) {
        const auto* const text64 = each.if_string();
        auto bytes = text64 ? from_base64(std::string_view(*text64)) : std::nullopt;
        if (!bytes || all.size() >= cases::most_entries) return malformed();
        all.push_back(std::move(*bytes));
    }
    return all;
}

cases::History::Belief ours(const exchange::Identity& identity) {
    return [key = identity.certificate.key_fingerprint()](const cms::Signed& signer) -> Result<> {
        if (signer.signer.key_fingerprint() == key) return {};
        return Error{Fault::refused, "was not signed by this agent"};
    };
}

}  // namespace

Result<cases::Calendar> calendar_of(const Invocation& invocation, const config::Config& config) {
    const auto given = invocation.value("--calendar");
    if (!given.empty()) return cases::calendar_in(system_files(), given, true);
    const fs::path beside(config.file.empty() ? std::string(config::default_file) : config.file);
    return cases::calendar_in(system_files(), beside.parent_path() / "calendar.toml", false);
}

Result<cases::History> case_history(const fs::path& state, const std::string& number) {
    if (number.empty()) return cases::History(number);
    const auto documents = documents_of(state, number);
    if (!documents) return documents.error();
    if (documents->empty()) return cases::History(number);
    const auto identity = exchange::agent_identity(state);
    if (!identity) return identity.error();
    return cases::History::from(number, *documents, ours(*identity));
}

Result<> record_in_case(const fs::path& state, const cases::Entry& entry) {
    const auto records = histories_in(state);
    if (const auto made = records.make(); !made) return made;
    const auto lock = locked_directory(state / "cases");
    if (!lock) return lock.error();
    const auto identity = exchange::agent_identity(state);
    if (!identity) return identity.error();
    auto documents = documents_of(state, entry.case_number);
    if (!documents) return documents.error();
    auto signed_one = cases::History::signed_document(entry, identity->certificate, identity->key);
    if (!signed_one) return signed_one.error();
    documents->push_back(std::move(*signed_one));
    // Proven before it is kept: somebody else may have added one meanwhile.
    const auto whole = cases::History::from(entry.case_number, *documents, ours(*identity));
    if (!whole) return whole.error();
    json::array entries;
    for (const auto& each : *documents) entries.emplace_back(base64(each));
    const auto text = json::write(json::object{{"entries", std::move(entries)}}) + "\n";
    // What is longer could never be read again.
    if (text.size() > history_limit)
        return Error{Fault::full, "case " + entry.case_number + " has no room for another entry"};
    return replace_file(records.file(entry.case_number), text);
}

Result<> tell_clocks(cases::Notes& notes, const cases::History& history,
                     const cases::Calendar& calendar, Time now) {
    const auto severity = cases::severity_named(notes.severity);
    if (history.entries().empty() && (!severity || !notes.opened)) return {};
    auto all = history.entries().empty()
                   ? cases::dues({.severity = *severity, .opened = *notes.opened}, calendar, now)
                   : history.clocks(calendar, now);
    if (!all) return all.error();
    if (!history.entries().empty()) {
        notes.opened = history.course().opened;
        notes.severity = std::string(name_of(history.severity()));
    }
    notes.clocks = std::move(*all);
    return {};
}

Result<CaseHere> case_here(const Invocation& invocation, const fs::path& state) {
    const auto& words = invocation.positionals();
    if (words.size() < 2) return Error{Fault::refused, "which case? Give its file"};
    auto config = config_of(invocation);
    if (!config) return config.error();
    CaseHere here{.config = std::move(*config)};
    auto notes = cases::notes_in(system_files(), words[1]);
    if (!notes) return notes.error();
    here.notes = std::move(*notes);
    const auto language = language_of(invocation, here.config);
    if (!language) return language.error();
    here.language = *language;
    auto calendar = calendar_of(invocation, here.config);
    if (!calendar) return calendar.error();
    here.calendar = std::move(*calendar);
    const auto history = case_history(state, here.notes.number);
    if (!history) return history.error();
    const auto told = tell_clocks(here.notes, *history, here.calendar, system_clock().now());
    if (!told) return told.error();
    return here;
}

}  // namespace diag::commands
