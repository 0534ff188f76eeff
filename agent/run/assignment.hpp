// SPDX-License-Identifier: Apache-2.0
// What a worker process is told to do. Travels over its standard input, never in argv.
#pragma once

#include <string>
#include <vector>

#include "agent/redact/redactor.hpp"
#include "agent/rules/rules.hpp"
#include "agent/stream/stream.hpp"
#include "collectors/collector.hpp"
#include "platform/result.hpp"

namespace diag::run {

/// Run one collector's gather.
struct GatherAssignment {
    std::string collector;
    Scope scope;
};

/// What a worker for `collector` is told: of the accounts only those that the collector names, of
/// what was proven nothing unless it asks.
GatherAssignment assignment_for(const Collector& collector, Scope scope);

/// Pass attachments; gzip members go to descriptor 3 when `keep`.
struct PassAssignment {
    std::vector<Attachment> attachments;
    std::vector<stream::Signature> signatures;
    redact::CaseKey key{};
    rules::Rules rules;
    unsigned threads = 1;
    bool keep = true;
    bool tell_stand_ins = false;  ///< say what each stand-in was made from
    std::vector<std::string> off_limits;  ///< as in stream::Options
};

/// The descriptor a passing worker writes gzip members to.
inline constexpr int pack_descriptor = 3;

std::string to_text(const GatherAssignment& assignment);
std::string to_text(const PassAssignment& assignment);

/// "gather" or "pass"; empty for anything else.
std::string kind_of(const json::value& assignment);
Result<GatherAssignment> gather_assignment_from(const json::value& document);
Result<PassAssignment> pass_assignment_from(const json::value& document);

json::value to_json(const Attachment& attachment);
Result<Attachment> attachment_from(const json::value& document);

}  // namespace diag::run
