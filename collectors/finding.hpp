// SPDX-License-Identifier: Apache-2.0
// What judging yields: ids and parameters. The words live in the knowledge catalogue.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag {

/// critical: service is lost or data in danger. warning: will become so, or costs something now.
/// info: worth knowing. unknown: could not tell, and why is in the parameters.
enum class Severity { info, unknown, warning, critical };

/// Values for the {placeholders} of a finding's texts, already with their unit ("3.2 GiB").
using Parameters = std::map<std::string, std::string, std::less<>>;

struct Finding {
    std::string id;  ///< "disk.space_low": in catalogue and scripts, never changes
    Severity severity = Severity::info;
    Parameters parameters;
    std::vector<std::string> evidence;  ///< names of the items it rests on
};

/// One line of the overview: "system.os" -> "Debian GNU/Linux 12".
struct Fact {
    std::string id;
    std::string value;
};

struct Series {
    std::string name;
    std::vector<std::pair<Time, double>> points;  ///< in order of time
};

/// A plot for the report.
struct Chart {
    std::string id;       ///< its title is in the catalogue
    std::string subject;  ///< what it is of: a mount point, a device; may be empty
    std::string unit;     ///< "%", "ms", "lines"
    std::vector<Series> series;
    std::vector<Series> forecast;     ///< drawn dashed
    std::optional<double> ceiling;    ///< top of the scale where it is known (100 for %)
    std::optional<double> threshold;  ///< drawn as a line
};

struct Judgement {
    std::vector<Finding> findings;
    std::vector<Fact> facts;
    std::vector<Chart> charts;
};

std::string_view name_of(Severity severity);

json::value to_json(const Judgement& judgement);
Result<Judgement> judgement_from(const json::value& document);

}  // namespace diag
