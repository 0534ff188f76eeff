// SPDX-License-Identifier: Apache-2.0
// What one run redacts with: the same in this process and in its workers.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "agent/collect/canaries.hpp"
#include "agent/collect/originals.hpp"
#include "agent/redact/redactor.hpp"
#include "agent/redact/stand_in_map.hpp"
#include "agent/rules/rules.hpp"
#include "platform/result.hpp"

namespace diag::collect {

struct Redaction {
    redact::CaseKey key{};
    rules::Rules rules;                       ///< written and learned
    std::unique_ptr<redact::StandInMap> map;  ///< nothing: what stands for what is not kept
    std::optional<Error> without_map;         ///< why the map of a case with a name is not open
    Originals* originals = nullptr;           ///< of who reviews; nothing: nobody does
    redact::Redactor redactor;
    OwnCanaries canaries;  ///< among `rules`

    /// Why what some stand-ins stand for is not kept so far, naming the file: the map did not open,
    /// is full, or could not be written. Nothing where all is kept, or none was to be.
    std::optional<Error> unexplained() const;

    /// Who is told what stands for what; may be none.
    redact::Observer observer() const;
};

/// Compiles the rules, canaries of their own among them, and opens the map of the case, if it has a
/// name. That a map cannot be kept, on a full disk as a rule, costs the site its looking up and not
/// the bundle, which support waits for: it is told by unexplained(). Fails as Redactor::create().
Result<Redaction> redaction_with(const redact::CaseKey& key, const std::string& case_name,
                                 const std::filesystem::path& state, rules::Rules rules,
                                 Originals* originals = nullptr);

/// What Redaction::unexplained() says as a sentence for people at the site.
std::string unexplained_words(const Error& why);

}  // namespace diag::collect
