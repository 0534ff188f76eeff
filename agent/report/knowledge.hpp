// SPDX-License-Identifier: Apache-2.0
// What findings mean: title, cause, level, remedy and how to check the remedy, in every language.
//
// The data is knowledge/<collector>.toml, one file a collector with all languages side by side, and
// knowledge/signatures.toml; CMake embeds them in the program.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/report/language.hpp"
#include "collectors/finding.hpp"
#include "platform/result.hpp"

namespace diag::report {

/// Where the fault lies. The words support uses to route a case.
enum class Cause {
    product, configuration, camera, network, storage, database, host, integration, cloud
};

/// A finding in words.
struct Explained {
    std::string title;   ///< one line, placeholders filled in
    std::string detail;  ///< what it means for the people who depend on this server
    std::string remedy;  ///< what to do, imperative
    std::string verify;  ///< how to see that it worked
    Cause cause = Cause::host;
    std::string level;   ///< "L1", "L2" or "L3": who can mend it
};

/// A log pattern and the finding it stands for.
struct SignatureText {
    std::string id;
    std::string pattern;
    Severity severity = Severity::warning;
};

class Knowledge {
public:
    /// The catalogue built into this program. Parsed at first use; thread-safe.
    static const Knowledge& builtin();

    /// From TOML texts. Fails with malformed, naming file and line.
    static Result<Knowledge> from(const std::vector<std::pair<std::string, std::string>>& files);

    /// The finding in words. An id the catalogue lacks yields its id as title, so nothing is lost.
    Explained explain(const Finding& finding, Language language) const;

    std::string fact_label(std::string_view id, Language language) const;
    std::string chart_title(std::string_view id, Language language) const;
    std::string cause_label(Cause cause, Language language) const;
    /// Words of the report and the terminal: "worst_first", "how_to_verify", ...
    std::string phrase(std::string_view id, Language language) const;

    const std::vector<SignatureText>& signatures() const { return signatures_; }

    /// "disk.space_low: no title in es", ... for every gap; empty when complete.
    std::vector<std::string> gaps() const;
    /// Every finding id the catalogue knows.
    std::vector<std::string> finding_ids() const;

private:
    struct Entry;
    struct Words;
    std::map<std::string, std::map<std::string, std::string>, std::less<>> words_;
    std::vector<SignatureText> signatures_;
};

}  // namespace diag::report
