// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/report/markup.hpp"
#include "agent/report/voice.hpp"
#include "collectors/finding.hpp"

namespace diag::report {

/// A figure: caption, inline SVG, legend. `number` makes its ids unique on the page. A chart
/// without a point says so; what is not plottable() is left out.
void write_chart(Markup& out, const Voice& voice, const Chart& chart, std::size_t number);

}  // namespace diag::report
