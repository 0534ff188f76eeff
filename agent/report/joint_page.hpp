// SPDX-License-Identifier: Apache-2.0
// What the sections of the joint report share: each is in a joint_html*.cpp.
#pragma once

#include "agent/report/joint.hpp"
#include "agent/report/page.hpp"

namespace diag::report {

struct JointPage {
    Markup& out;
    const Voice& voice;
    const Joint& joint;
};

void write_nodes(const JointPage& page);     ///< who is who, and how their clocks stand
void write_shared(const JointPage& page);    ///< findings of all nodes
void write_timeline(const JointPage& page);  ///< what happened when, by one clock
void write_coverage(const JointPage& page);  ///< what was examined on which node

/// The sign that stands for a node: its letter on its colour.
void write_letter(Markup& out, std::size_t node);

/// The first row of a table.
void write_columns(Markup& out, const std::vector<std::string>& labels);

/// "12 ms", "1.204 s", "4 min 5 s": no coarser than a clock's offset is worth.
std::string fine_text(milliseconds span);

}  // namespace diag::report
