// SPDX-License-Identifier: Apache-2.0
// What a manifest says in proof of its bundle's redaction: numbers only, as anybody may read it.
#pragma once

#include <string>
#include <vector>

#include "agent/exchange/contents.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

/// Made-up secrets that were put among what was redacted. All that came back came back without.
struct CanaryCount {
    std::uint64_t families = 0;
    std::uint64_t planted = 0;
    std::uint64_t gone = 0;
    std::uint64_t lost = 0;  ///< never came back: their worker was ended before
};

struct Proof {
    CanaryCount canaries;
    std::string engine;       ///< of the second look, with its version
    std::uint64_t files = 0;  ///< that it read
    std::uint64_t bytes = 0;  ///< of them, unpacked
    Redactions found;         ///< by family; each file it is from was left out
    /// Secrets and hosts of the site's configuration that are found beside their names only, by
    /// why: redact::NotLearned.
    Redactions not_learned;
    std::uint64_t pictures = 0;  ///< screenshots, that somebody at the site agreed to
    bool unexplained = false;    ///< the site could not keep what all of its stand-ins stand for
    bool reviewed = false;       ///< somebody at the site looked before it was sealed

    /// One entry of contents.json, by its place there from 0: its path is nobody's business.
    struct File {
        std::uint64_t entry = 0;
        Redactions redactions;
        Redactions found;
    };
    std::vector<File> files_told;  ///< those with anything to tell

    struct LeftOut {
        std::uint64_t entry = 0;
        LeftOutBy by = LeftOutBy::second_look;
    };
    std::vector<LeftOut> left_out;
};

json::value to_json(const Proof& proof);
Result<Proof> proof_from(const json::value& document);

/// The sentence for people: "84 canaries of 28 families gone; ...".
std::string in_words(const Proof& proof);

/// "4 values of the configuration are looked for beside their names only (3 secret too short, 1
/// host too many)"; empty where there are none.
std::string not_learned_words(const Redactions& not_learned);

/// What contents.json tells of each file, as the manifest tells it.
void tell_files(const Contents& contents, Proof& proof);

}  // namespace diag::exchange
