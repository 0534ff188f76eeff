// SPDX-License-Identifier: Apache-2.0
// Secrets and host names that this site's own configuration tells, to be looked for everywhere.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "agent/redact/redactor.hpp"
#include "agent/rules/rules.hpp"
#include "platform/result.hpp"

namespace diag::redact {

/// Whether a secret can be looked for by itself without taking ordinary text along: 8 to 256 bytes
/// with enough variety, no path, date, class or placeholder. A password "options" or "20261123" is
/// found beside its name only.
bool is_worth_looking_for(std::string_view secret);

/// Values that were met and are found beside their names only, by why: "secret_too_short",
/// "secret_too_long", "secret_too_plain" (a word, a path, a date, too little variety),
/// "secret_too_many", "host_too_plain" (a common word, fewer than four letters), "host_too_many".
using NotLearned = Redactions;

class Learner {
public:
    /// Knows the rules that are built in and those of the site. They are compiled for the first text
    /// that is read, as many sites have none that is to be.
    explicit Learner(rules::Rules written) : written_(std::move(written)) {}

    /// Secrets and hosts in a configuration file or a command line. What is no text tells nothing.
    void read_configuration(std::string_view text);
    /// Hosts alone, and only those with a domain: what machines say may name some, is not believed
    /// about secrets, and "hostname: unknown" must not make a name of a word. Counts nothing as not
    /// learned. Comes after all configuration: what was met here is not met there again.
    void read_evidence(std::string_view text);

    void add_secret(std::string_view secret);
    void add_host(std::string_view host);

    /// All of it, within 256 secrets and 512 hosts, which keeps their search quick. Secrets that
    /// look random come last: wherever they stand as a value they are found by that. Fails as
    /// Redactor::create(), where there was a text to read and the rules did not compile.
    Result<rules::Rules> learned() const;

    /// Of configuration and of what was added, each value once, up to 65,536 values; placeholders,
    /// loopback and public hosts are none.
    NotLearned not_learned() const;

private:
    bool is_ready();
    void read(std::string_view text, bool is_trusted);
    void add_readings(std::string_view original);
    void pass_over(std::string_view value, std::string_view why);
    /// Why it cannot be learned; empty: it was, or is nothing to learn.
    std::string_view try_secret(std::string_view secret, bool is_last = false);
    std::string_view try_host(std::string_view host);
    std::size_t last_learned() const;  ///< of last_secrets_

    rules::Rules written_;
    std::optional<Redactor> redactor_;
    std::optional<Error> failure_;  ///< of compiling
    std::set<std::string, std::less<>> secrets_;
    std::set<std::string, std::less<>> last_secrets_;  ///< learned where places are left
    std::set<std::string, std::less<>> hosts_;
    /// Digests in place of values, which are not kept longer than they must be.
    std::map<std::size_t, std::string_view> passed_over_;
};

}  // namespace diag::redact
