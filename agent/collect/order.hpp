// SPDX-License-Identifier: Apache-2.0
// What a run is asked to do, once command line, configuration and discovery agree.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/exchange/bundle_writer.hpp"
#include "agent/redact/redactor.hpp"
#include "agent/report/story.hpp"
#include "agent/run/gather.hpp"
#include "collectors/collector.hpp"

namespace diag::collect {

struct Order {
    std::string server;  ///< as the report calls it: the site's name; empty: not said
    std::vector<const Collector*> collectors;
    Scope scope;
    Thresholds thresholds;  ///< in force, every key of the collectors asked
    milliseconds deadline{std::chrono::minutes{10}};
    unsigned cores = 1;  ///< threads that pass attachments
    std::filesystem::path state;
    rules::Rules rules;  ///< what the site and its desk wrote; the rest is learned
    report::Language language = report::Language::en;
};

/// What makes a bundle of it.
struct Parcel {
    std::vector<Certificate> recipients;
    exchange::BundleLimits limits;
    redact::CaseKey key{};
    std::string case_name;  ///< whose key it is: what stands for what is kept by it; empty: nowhere
    report::CaseNotes notes;
    std::string request;                        ///< the id of what asks for it; empty: who is here
    bool findings_only = false;                 ///< rule ids and numbers, no evidence
    std::vector<std::filesystem::path> attach;  ///< files somebody added by hand
    std::optional<std::filesystem::path> out;   ///< a directory; the spool otherwise
    /// Shows what would leave, in the directory given, and says whether to go on. Empty: no review.
    std::function<Result<bool>(const std::filesystem::path& shown, const report::Story& story)>
        review;
};

/// A bundle that was written.
struct Receipt {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    report::Story story;
};

}  // namespace diag::collect
