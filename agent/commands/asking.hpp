// SPDX-License-Identifier: Apache-2.0
// What the commands about requests have in common: the site's rules, the question to its people,
// and who answered.
#pragma once

#include <filesystem>
#include <string>

#include "agent/config/config.hpp"
#include "agent/consent/admission.hpp"
#include "agent/consent/asked.hpp"
#include "agent/consent/grants.hpp"
#include "agent/report/language.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// Everything a command about requests needs to know of this site.
struct Reception {
    config::Config config;
    std::filesystem::path state;
    consent::AskedRequests asked;
    consent::Grants grants;
    report::Language language = report::Language::en;
};
Result<Reception> reception_of(const Invocation& invocation);

/// The request of that id, or of its beginning. Fails as AskedRequests::get() does, with what to
/// type to see those there are.
Result<consent::Asked> request_meant(const Reception& reception, std::string_view id, Time now);

/// What the configuration allows whoever asks. Fails as the identity does.
Result<consent::SiteRules> site_rules(const Reception& reception);

/// The configuration with the request's parameters in it; they were admitted.
config::Config with_parameters(config::Config config, const exchange::Request& request);

/// A request that is on record, proven again: a file may have changed since it came.
Result<consent::Admitted> proven(const Reception& reception, const std::string& id, Time now);

/// That consent.level, as it is now, lets out what the request asks for; it may have been another
/// one when the request came or was granted. Fails with refused.
Result<> within_level(const Reception& reception, const consent::Admitted& admitted);

/// within_level(); a waiting or granted request that does not fit is declined on the way, by the
/// configuration of this site.
Result<> hold_to_level(const Reception& reception, const consent::Admitted& admitted, Time now);

/// Admits a document that is new here and puts it on record. One that is on record already is
/// proven again and comes with its record.
struct Received {
    consent::Admitted admitted;
    consent::Asked asked;
    bool is_new = false;       ///< ledger and rules have not dealt with it
    bool came_before = false;  ///< is_new: a crash or a full disk came between, then
};
Result<Received> receive(const Reception& reception, std::string_view document, Time now);

/// A decision: on the ledger, and then in force. Fails with refused when the request is at none of
/// `from`, and as the ledger does.
Result<consent::Asked> decide(const Reception& reception, const std::string& id,
                              std::initializer_list<consent::Stage> from,
                              const consent::Change& change, Time now);

/// The standing rules' answer, on record: granted, declined, or still waiting.
Result<consent::Asked> answer_by_rules(const Reception& reception,
                                       const consent::Admitted& admitted, consent::Asked asked,
                                       Time now);

/// "root (uid 0, as alice by sudo)": who is at the keyboard.
std::string who_decides();

/// "Ada (L3), with Bob (L2)".
std::string names_of(const std::vector<consent::Engineer>& engineers);

/// Who asks, why, for which case, exactly what, for whom, how much at most and as far as can be
/// foreseen, until when; in the language of the reception. No word of the request begins a line
/// that could be taken for one of ours.
std::string question(const Reception& reception, const consent::Admitted& admitted);

}  // namespace diag::commands
