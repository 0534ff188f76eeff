// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/request_list.hpp"

#include "agent/exchange/fields.hpp"
#include "desk/commands/beginnings.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

std::string line_at(const json::value& entry, std::string_view key) {
    return one_line(json::text_at(entry, key).value_or(""));
}

std::string with_whom(const AskedBefore& each) {
    return each.standing.id + " (" + each.standing.agent +
           (each.case_number.empty() ? "" : ", case " + each.case_number) + ")";
}

}  // namespace

Result<std::vector<AskedBefore>> listed_requests(DeskServer& server) {
    const auto answer = server.get("/v1/requests");
    if (!answer) return answer.error();
    const Error odd{Fault::malformed, "the desk's server answered with no list of requests"};
    if (!answer->is_array()) return odd;
    std::vector<AskedBefore> all;
    for (const auto& entry : answer->get_array()) {
        auto standing = standing_from(entry);
        const auto made = exchange::time_from(json::text_at(entry, "made").value_or(""));
        const auto end = exchange::time_from(json::text_at(entry, "not_after").value_or(""));
        if (!standing || !made || !end) return odd;
        all.push_back({.standing = std::move(*standing),
                       .engineer = line_at(entry, "engineer"),
                       .case_number = line_at(entry, "case"),
                       .made = *made,
                       .not_after = *end,
                       .as_told = entry});
    }
    return all;
}

Result<AskedBefore> meant_among(const std::vector<AskedBefore>& all, const std::string& id) {
    std::vector<const AskedBefore*> found;
    for (const auto& each : all) {
        if (each.standing.id == id) return each;
        if (begins_with(each.standing.id, id)) found.push_back(&each);
    }
    if (found.size() == 1) return *found.front();
    if (found.empty())
        return Error{Fault::absent, "there is no request " + printable(id) + " at the desk"};
    std::vector<std::string> names;
    for (const auto* each : found) names.push_back(with_whom(*each));
    return Error{Fault::refused,
                 "several requests begin with " + printable(id) + ": " + candidates(names)};
}

}  // namespace diag::desk
