// SPDX-License-Identifier: Apache-2.0
// What a run is asked to do, once command line, configuration and discovery agree.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/collect/originals.hpp"
#include "agent/collect/screenshots.hpp"
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

/// Everything that would be sealed, for somebody to look at. Holds while it is looked at.
struct ForReview {
    std::filesystem::path shown;  ///< the directory it was unpacked into
    const report::Story& story;
    const exchange::Contents& contents;
    std::size_t removable = 0;  ///< entries before this one may be left out
    const Originals& originals;
    /// Gives the text of an entry's file, piece by piece, until `take` says false.
    std::function<Result<>(std::size_t entry, const std::function<bool(std::string_view)>& take)>
        read;
};

/// What somebody decided.
struct Decision {
    bool seal = false;
    std::set<std::size_t> left_out;  ///< entries
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
    std::vector<Screenshot> screenshots;        ///< of the case; those not agreed to stay
    std::optional<std::filesystem::path> out;   ///< a directory; the spool otherwise
    /// Shows what would leave and says what to do with it. Empty: no review.
    std::function<Result<Decision>(const ForReview& material)> review;
};

/// A bundle that was written.
struct Receipt {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    report::Story story;
    /// Why some of its stand-ins can never be explained at the site: Redaction::unexplained(). It
    /// names a file, and is for eyes at the site.
    std::optional<Error> unexplained;
};

}  // namespace diag::collect
