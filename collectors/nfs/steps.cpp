// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/steps.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace diag::nfs {

std::optional<std::int64_t> Step::number(std::string_view key) const {
    const auto found = more.find(key);
    if (found == more.end() || !found->value().is_number()) return {};
    boost::json::error_code failure;
    const auto number = found->value().to_number<std::int64_t>(failure);
    return failure ? std::nullopt : std::optional{number};
}

bool Step::flag(std::string_view key) const {
    const auto found = more.find(key);
    return found != more.end() && found->value().is_bool() && found->value().get_bool();
}

json::value to_json(const std::vector<Step>& steps) {
    json::array list;
    for (const auto& step : steps) {
        json::object each{{"step", step.name}, {"ms", std::round(step.ms * 1000) / 1000}};
        if (!step.error.empty()) each["error"] = step.error;
        if (!step.status.empty()) each["status"] = step.status;
        for (const auto& [name, value] : step.more) each[name] = value;
        list.push_back(std::move(each));
    }
    return list;
}

std::vector<Step> steps_from(const json::array& list) {
    std::vector<Step> steps;
    for (const auto& each : list) {
        Step step;
        step.name = json::text_at(each, "step").value_or("");
        step.ms = json::number_at(each, "ms").value_or(0);
        step.error = json::text_at(each, "error").value_or("");
        step.status = json::text_at(each, "status").value_or("");
        if (step.name.empty()) continue;
        step.more = each.get_object();
        steps.push_back(std::move(step));
    }
    return steps;
}

const Step* step_named(const std::vector<Step>& steps, std::string_view name) {
    const auto found = std::ranges::find(steps, name, &Step::name);
    return found == steps.end() ? nullptr : &*found;
}

std::string errno_name(int number) {
    const auto* name = ::strerrorname_np(number);
    return name ? name : "errno " + std::to_string(number);
}

}  // namespace diag::nfs
