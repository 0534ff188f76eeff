// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/case_identity.hpp"

#include <filesystem>

#include "agent/cases/case_file.hpp"
#include "platform/clock.hpp"
#include "platform/digest.hpp"
#include "platform/log.hpp"
#include "platform/paths.hpp"

namespace diag::commands {
namespace {

constexpr milliseconds patience{5'000};  // a case's file may have lain on a mount that died

/// Without links where that can be told.
std::string real_file(const cases::Notes& notes) {
    if (notes.file.empty()) return {};
    std::error_code failure;
    const auto file = std::filesystem::absolute(notes.file, failure).lexically_normal().native();
    const auto real = disposable_paths().resolve(file, patience);
    return real ? real->path : file;
}

/// What cannot be read is taken to hold it: no bundle is better than another case's.
bool holds(const std::string& file, const std::string& id) {
    const auto text = disposable_paths().read(file, cases::case_limit, patience);
    if (!text) return text.error().fault != Fault::absent;
    const auto notes = cases::notes_of(*text, file);
    return !notes || notes->id == id;
}

}  // namespace

bool can_be_known(const cases::Notes& notes) { return !notes.number.empty() || !notes.id.empty(); }

void warn_unless_known(const cases::Notes& notes) {
    if (can_be_known(notes) || notes.file.empty()) return;
    log::warning(
        "the case's file has neither number nor id, so no bundle and no mail is known to be of it; "
        "write into it: id = \"" +
        uuid_v7(system_clock().now()) + "\"");
}

json::object identity_of(const cases::Notes& notes) {
    json::object identity{{"case", notes.number}};
    if (notes.id.empty()) return identity;
    identity["id"] = notes.id;
    identity["file"] = real_file(notes);
    return identity;
}

bool is_of(const json::value& record, const cases::Notes& notes) {
    const auto number = json::text_at(record, "case").value_or("");
    if (!number.empty()) return number == notes.number;
    const auto id = json::text_at(record, "id").value_or("");
    if (id.empty() || id != notes.id) return false;
    const auto file = json::text_at(record, "file").value_or("");
    return file == real_file(notes) || !holds(file, id);
}

}  // namespace diag::commands
