// SPDX-License-Identifier: Apache-2.0
#include "agent/service/health.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "platform/json.hpp"

namespace diag::service {
namespace {

constexpr std::size_t most_findings = 500;  // as the line takes (agent/exchange/line.cpp)
constexpr std::size_t longest_id = 200;

/// As rules are called: "disk.space.low". Nothing that could carry a name of the site.
bool is_rule(const std::string& id) {
    return !id.empty() && id.size() <= longest_id && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

}  // namespace

Result<std::vector<exchange::line::Health::Count>> health_in(std::string_view findings) {
    const auto document = json::parse(findings);
    if (!document) return document.error();
    if (!json::find(*document, "findings"))
        return Error{Fault::malformed, "what the check printed holds no findings"};
    std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
    for (const auto& each : json::list_at(*document, "findings")) {
        const auto id = json::text_at(each, "id").value_or("");
        const auto severity = json::text_at(each, "severity").value_or("");
        if (is_rule(id) && (severity == "critical" || severity == "warning"))
            ++counts[{severity, id}];
    }
    std::vector<exchange::line::Health::Count> all;
    for (const auto& [what, count] : counts)
        if (all.size() < most_findings) all.push_back({what.second, what.first, count});
    return all;
}

}  // namespace diag::service
