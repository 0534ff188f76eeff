// SPDX-License-Identifier: Apache-2.0
// The thread of mails about a case: all go on the first.
#include "agent/commands/case.hpp"
#include "agent/commands/case_identity.hpp"
#include "platform/files.hpp"
#include "platform/records.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

// A mail's id, or that with an identity_of(), of which a path has at most 4,096 bytes (PATH_MAX),
// each at most six once written.
constexpr std::size_t thread_limit = 32 << 10;

Records threads_in(const fs::path& state) { return {state, "case-mails", thread_limit}; }

/// The record of a case with a number has that for its name and holds nothing but the mail's id.
std::string first_by_number(const fs::path& state, const std::string& number) {
    if (number.empty()) return {};
    const auto id = threads_in(state).read(number);
    return id ? std::string(trimmed(*id)) : std::string();
}

/// That of a case without one has the mail's UUID for its name, and tells the case.
std::string first_by_id(const fs::path& state, const cases::Notes& notes) {
    const auto records = threads_in(state);
    const auto names = records.names();
    if (!names || notes.id.empty()) return {};
    for (const auto& name : *names) {
        const auto text = records.read(name);
        const auto document = text ? json::parse(*text) : Result<json::value>(text.error());
        if (document && is_of(*document, notes))
            return json::text_at(*document, "mail").value_or("");
    }
    return {};
}

}  // namespace

std::string first_mail_of(const fs::path& state, const cases::Notes& notes) {
    auto first = first_by_number(state, notes.number);
    return first.empty() ? first_by_id(state, notes) : first;
}

Result<> note_mail(const fs::path& state, const cases::Notes& notes, const std::string& id) {
    if (!can_be_known(notes)) return {};
    const auto& number = notes.number;
    const auto first = first_mail_of(state, notes);
    // Once it has a number, its thread is known by that whatever becomes of the file.
    if (!first.empty() && (number.empty() || !first_by_number(state, number).empty())) return {};
    const auto records = threads_in(state);
    if (const auto made = records.make(); !made) return made;
    if (!number.empty())
        return replace_file(records.file(number), (first.empty() ? id : first) + "\n");
    auto record = identity_of(notes);
    record["mail"] = id;
    return replace_file(records.file(id.substr(0, id.find('@'))),
                        json::write_pretty(std::move(record)));
}

}  // namespace diag::commands
