// SPDX-License-Identifier: Apache-2.0
// Every case of this desk, and what is due next.
#include <unistd.h>

#include <algorithm>

#include "desk/commands/case_history.hpp"
#include "desk/commands/case_told.hpp"
#include "desk/commands/saying.hpp"
#include "platform/layout.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t most_cases = 10'000;

struct Listed {
    std::string number, standing, severity;
    std::vector<cases::Due> clocks;
    std::vector<CaseTold::Screenshot> screenshots;
    const cases::Due* next() const { return cases::next_of(clocks); }
    bool overdue() const { return next() && next()->state == cases::State::overdue; }
};

Result<Listed> listed(const CaseDesk& desk, const std::string& number, Time now) {
    const auto history = history_of(desk, number);
    if (!history) return history.error();
    Listed one{.number = number, .standing = standing_of(*history)};
    auto told = case_told(*desk.book, number);
    if (!told) return told.error();
    if (*told) one.screenshots = std::move((*told)->screenshots);
    if (history->entries().empty()) return one;
    one.severity = std::string(name_of(history->severity()));
    auto clocks = history->clocks(desk.calendar, now);
    if (!clocks) return clocks.error();
    one.clocks = std::move(*clocks);
    return one;
}

bool wanted(const Listed& each, const Invocation& invocation) {
    if (invocation.has("--overdue")) return each.overdue();
    return invocation.has("--all") || each.standing != "closed";
}

/// What is due first comes first, then what is not due, by number.
bool sooner(const Listed& one, const Listed& two) {
    const auto at = [](const Listed& each) { return each.next() ? *each.next()->at : Time::max(); };
    return at(one) != at(two) ? at(one) < at(two) : one.number < two.number;
}

std::string as_table(const std::vector<Listed>& all, const cases::Calendar& calendar) {
    if (all.empty()) return "There is no such case.\n";
    std::vector<TableRow> rows{{"CASE", "STATE", "SEVERITY", "NEXT", "WHEN", "SCREENSHOTS"}};
    for (const auto& each : all) {
        const auto* const next = each.next();
        rows.push_back(
            {printable(each.number), each.standing, each.severity,
             next ? std::string(name_of(next->clock)) : std::string(),
             next ? in_words(*next, calendar) : std::string(),
             each.screenshots.empty() ? std::string() : std::to_string(each.screenshots.size())});
    }
    return table(rows, 0, terminal_width(STDOUT_FILENO));
}

json::array paths_of(const std::vector<CaseTold::Screenshot>& screenshots) {
    json::array paths;
    for (const auto& each : screenshots) paths.emplace_back(each.path);
    return paths;
}

json::array as_json(const std::vector<Listed>& all) {
    json::array list;
    for (const auto& each : all)
        list.push_back({{"case", each.number},
                        {"state", each.standing},
                        {"severity", each.severity},
                        {"overdue", each.overdue()},
                        {"clocks", clocks_json(each.clocks)},
                        {"screenshots", paths_of(each.screenshots)}});
    return list;
}

int run_cases(const Invocation& invocation) {
    const auto desk = case_desk(invocation);
    if (!desk) return failure(desk.error());
    auto numbers = desk->book->numbers(most_cases + 1);
    if (!numbers) return failure(numbers.error());
    if (numbers->size() > most_cases) {
        log::warning("there are more than " + std::to_string(most_cases) +
                     " case numbers: not all are listed, those with entries first");
        numbers->resize(most_cases);
    }
    const auto now = system_clock().now();
    std::vector<Listed> all;
    bool broken = false;
    for (const auto& number : *numbers) {
        auto one = listed(*desk, number, now);
        // One that does not hold must not hide the others.
        if (!one) {
            log::error(printable(one.error().what));
            broken = true;
        } else if (wanted(*one, invocation)) {
            all.push_back(std::move(*one));
        }
    }
    std::ranges::sort(all, sooner);
    const auto printed = print(invocation.has("--json") ? json::write_pretty(as_json(all))
                                                        : as_table(all, desk->calendar));
    return printed == exit_code::done && broken ? exit_code::input : printed;
}

constexpr Option options[] = {
    {.name = "--overdue", .value = {}, .help = "those alone of which something is overdue"},
    {.name = "--all", .value = {}, .help = "closed ones too"},
    calendar_option,
    desk_option,
};

}  // namespace

const Command cases_command{
    .name = "cases",
    .summary = "which cases there are, and what is due next",
    .description =
        "Lists every case that was opened here, and those that only a request or a bundle names, "
        "what is due first on top: the clocks of the support agreement, by the desk's calendar. "
        "Note what happens with safr-desk case.",
    .example =
        "safr-desk cases --desk /srv/desk\n"
        "safr-desk cases --overdue --json --desk /srv/desk",
    .options = options,
    .positional = {},
    .run = run_cases};

}  // namespace diag::desk
