// SPDX-License-Identifier: Apache-2.0
// What findings mean: title, cause, level, remedy and how to check the remedy, in every language.
//
// The data is knowledge/<collector>.toml, one file a collector with all languages side by side, and
// knowledge/signatures.toml; CMake embeds them in the program. knowledge/README.md has the format.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/report/language.hpp"
#include "collectors/finding.hpp"
#include "platform/result.hpp"

namespace diag::report {

/// Where the fault lies. The words support uses to route a case.
enum class Cause {
    product,
    configuration,
    camera,
    network,
    storage,
    database,
    host,
    integration,
    cloud
};

std::string_view name_of(Cause cause);  ///< "product", ...: as written in TOML and JSON

/// A finding in words.
struct Explained {
    std::string title;   ///< one line, placeholders filled in
    std::string detail;  ///< what it means for the people who depend on this server
    std::string remedy;  ///< what to do, imperative
    std::string verify;  ///< how to see that it worked
    Cause cause = Cause::host;
    std::string level;  ///< "L1", "L2" or "L3": who can mend it; empty when not in the catalogue
};

/// A log pattern and the finding it stands for.
struct SignatureText {
    std::string id;
    std::string pattern;
    Severity severity = Severity::warning;
};

/// `text` with each {name} replaced by the parameter of that name, once: values are not searched
/// again. A placeholder without a parameter stays as it is, so that the gap can be seen.
std::string filled(std::string_view text, const Parameters& parameters);

class Knowledge {
public:
    /// The catalogue built into this program. Parsed at first use; thread-safe.
    static const Knowledge& builtin();

    /// From TOML texts, each with the name of its file. Fails with malformed, naming file and line.
    static Result<Knowledge> from(const std::vector<std::pair<std::string, std::string>>& files);

    /// The finding in words. An id the catalogue lacks yields its id as title, so nothing is lost.
    /// A parameter named `ending` or `record` whose value has a phrase ("ending.crashed") is put
    /// into words too.
    Explained explain(const Finding& finding, Language language) const;

    /// The label of a fact, a chart; the id itself when there is none.
    std::string fact_label(std::string_view id, Language language) const;
    std::string chart_title(std::string_view id, Language language) const;
    std::string cause_label(Cause cause, Language language) const;
    /// Words of the report and the terminal: "remedy", "ending.timed_out", ...; or the id.
    std::string phrase(std::string_view id, Language language) const;

    const std::vector<SignatureText>& signatures() const { return signatures_; }

    /// "disk.space_low: no title in es", ... for every gap; empty when complete.
    ///
    /// A gap is a text missing in a language, a placeholder one language has and another has not, a
    /// signature whose finding has no texts, a cause, severity or ending without a phrase.
    std::vector<std::string> gaps() const;
    /// Every finding id the catalogue knows, in order.
    std::vector<std::string> finding_ids() const;
    /// Whether only a collection is sure to see it: a check asks less.
    bool is_collected(std::string_view id) const;
    bool has_fact(std::string_view id) const { return facts_.contains(id); }
    bool has_chart(std::string_view id) const { return charts_.contains(id); }
    bool has_phrase(std::string_view id) const { return phrases_.contains(id); }
    /// Every id of facts, of phrases, in order.
    std::vector<std::string> fact_ids() const;
    std::vector<std::string> phrase_ids() const;

private:
    friend class KnowledgeReader;
    /// One text in every language, empty where missing; by the number of the language.
    using InLanguages = std::array<std::string, all_languages.size()>;
    using Labels = std::map<std::string, InLanguages, std::less<>>;
    struct Entry {
        Cause cause = Cause::host;
        std::string level;
        bool collected = false;
        InLanguages title, detail, remedy, verify;
    };

    std::map<std::string, Entry, std::less<>> findings_;
    Labels facts_, charts_, phrases_;
    std::vector<SignatureText> signatures_;
};

}  // namespace diag::report
