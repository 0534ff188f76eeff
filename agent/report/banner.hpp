// SPDX-License-Identifier: Apache-2.0
// What stands over all reports: how grave it is, in a sign and a line.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "agent/report/markup.hpp"
#include "agent/report/voice.hpp"

namespace diag::report {

struct Gravity {
    std::map<Severity, std::size_t> findings;
    bool examined = true;  ///< anything at all
    bool whole = true;     ///< nothing was cut short
};

/// The gravest severity that counts; "good", or "unknown" where not all was seen.
std::string_view verdict_of(const Gravity& gravity);

/// "2 critical problems, 3 warnings", or why there is nothing to count.
std::string headline(const Gravity& gravity, const Voice& voice);

/// The kicker ("Report of ...") over the verdict's sign and the headline.
void write_verdict(Markup& out, std::string_view kicker, std::string_view verdict,
                   std::string_view title);

/// A row of what the report is about; none where `value` is empty.
void write_about(Markup& out, std::string_view label, const std::string& value);

}  // namespace diag::report
