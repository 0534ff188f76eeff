// SPDX-License-Identifier: Apache-2.0
// A case as this desk knows it: its entries, proven, and its clocks.
#pragma once

#include <string>
#include <vector>

#include "agent/cases/entry.hpp"
#include "desk/case_book.hpp"
#include "desk/home.hpp"
#include "platform/command_line.hpp"
#include "platform/json.hpp"

namespace diag::desk {

inline constexpr Option calendar_option{
    .name = "--calendar",
    .value = "FILE",
    .help =
        "business days, hours, holidays and zone; default: calendar.toml of the desk, else "
        "Monday to Friday, 9 to 18",
    .complete = "file"};

extern const Command cases_command;
extern const Command case_command;

/// What the commands about cases need.
struct CaseDesk {
    Home home;
    std::unique_ptr<CaseBook> book;
    exchange::Trust trust;
    cases::Calendar calendar;
};
Result<CaseDesk> case_desk(const Invocation& invocation);

/// Every entry signed by somebody who was an engineer of this desk then: one who left, and whose
/// certificate was taken back, signed what was signed before that. Fails as History::from() does.
Result<cases::History> history_of(const CaseDesk& desk, const std::string& number);

/// Whether a document may be the next entry of that case: what could not be read again must never
/// be kept, as it cannot be taken out. Fails as history_of().
Result<> follows(const CaseDesk& desk, const std::string& number, const std::string& document);

/// "opened", "paused", "closed", or "not opened".
std::string standing_of(const cases::History& history);

/// "due 2026-11-24 15:00 UTC+01:00", "OVERDUE since ...", "met ...", by the calendar's clock.
std::string in_words(const cases::Due& due, const cases::Calendar& calendar);
json::array clocks_json(const std::vector<cases::Due>& all);

}  // namespace diag::desk
