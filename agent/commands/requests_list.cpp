// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/requests_list.hpp"

#include "agent/commands/command_here.hpp"
#include "platform/layout.hpp"
#include "platform/minute_text.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using consent::Stage;

std::string decision(Time at, const std::string& by, const std::string& why) {
    return minute_text(at) + (by.empty() ? "" : " by " + one_line(by)) +
           (why.empty() ? "" : ": " + one_line(why));
}

void add_words(std::vector<TableRow>& rows, const consent::Admitted& words) {
    const auto& request = words.request;
    rows.push_back({"who", names_of(words.engineers)});
    rows.push_back({"why", one_line(request.reason)});
    if (!request.case_number.empty()) rows.push_back({"case", one_line(request.case_number)});
}

std::vector<TableRow> rows_of(const Listed& one) {
    const auto& asked = one.asked;
    std::vector<TableRow> rows;
    if (one.words)
        add_words(rows, *one.words);
    else
        rows.push_back({"who", "its document cannot be read"});
    rows.push_back({"came", minute_text(asked.came)});
    const bool open = asked.stage == Stage::waiting || asked.stage == Stage::granted;
    if (open) rows.push_back({"until", minute_text(asked.not_after) + ", then it is declined"});
    if (!asked.granted_by.empty())
        rows.push_back({"granted", decision(asked.granted, asked.granted_by,
                                            asked.stage == Stage::granted ? asked.why : "")});
    if (!open)
        rows.push_back(
            {std::string(name_of(asked.stage)), decision(asked.changed, asked.by, asked.why)});
    if (!asked.bundle.empty()) rows.push_back({"bundle", asked.bundle});
    return rows;
}

std::string how_to_answer(const std::string& id) {
    return "\nSay yes or no, such as: " + command_here("safr-diag grant " + id) + ", " +
           command_here("safr-diag decline " + id) +
           ", or in a browser: " + command_here("safr-diag requests --page") + "\n";
}

}  // namespace

Listed listed(const Reception& reception, consent::Asked asked) {
    const auto document = reception.asked.document(asked.id);
    auto words = document ? consent::read_out(*document) : document.error();
    Listed one{std::move(asked), {}};
    if (words) one.words = std::move(*words);
    return one;
}

json::value as_json(const Listed& one) {
    auto record = to_json(one.asked);
    if (!one.words) return record;
    json::array engineers;
    for (const auto& each : one.words->engineers)
        engineers.push_back({{"name", each.name}, {"level", each.level}});
    record["engineers"] = std::move(engineers);
    record["reason"] = one.words->request.reason;
    record["case"] = one.words->request.case_number;
    return record;
}

std::string as_list(const std::vector<Listed>& all, std::size_t width) {
    if (all.empty()) return "No request has come yet.\n";
    std::string text, waits;
    for (const auto& one : all) {
        text += (text.empty() ? "" : "\n") + one.asked.id + "  " +
                std::string(name_of(one.asked.stage)) + "\n" + table(rows_of(one), 2, width);
        if (waits.empty() && one.asked.stage == Stage::waiting) waits = one.asked.id;
    }
    return text + (waits.empty() ? "" : how_to_answer(waits));
}

}  // namespace diag::commands
