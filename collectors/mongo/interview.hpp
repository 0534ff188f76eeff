// SPDX-License-Identifier: Apache-2.0
// Everything one node is asked, in order, over at most two connections: one without an account, one
// with. Runs in a disposable child.
#pragma once

#include "collectors/mongo/ask.hpp"
#include "collectors/mongo/holdings.hpp"
#include "collectors/mongo/targets.hpp"

namespace diag::mongo {

struct Interview {
    Target target;
    const Account* account = nullptr;
    /// The account may be used whoever answers there; else only where a certificate is believed,
    /// as a SCRAM proof lets its receiver guess at the password in peace (RFC 5802, 9).
    bool vouched_for = true;
    std::string ca_file;
    bool brief = false;
    bool only_hello = false;
    bool holdings = false;  ///< what it holds (holdings.hpp) instead of how it and its set are
    InDoubt in_doubt = {};  ///< given where holdings are asked
    milliseconds patience{3000};  ///< for connecting, and for each answer
    milliseconds whole{19000};    ///< after which nobody waits for what the interview brought
    milliseconds sampling{3000};  ///< between the two readings of a run that is not brief
};

/// Begins Error::what of a question that was left out for want of time, the first of them.
inline constexpr std::string_view not_asked = "not asked: ";

/// What an answer is called, and what became of it.
///
/// {"tls": true, "login": "accepted", "answers": [{"name": "status", "at": 1795464000000,
///  "took": 3, "text": "{...}"}, {"name": "server", "at": ..., "took": ..., "fault": "timed_out",
///  "what": "..."}]}
///
/// login: none (no account given, none needed), missing (none given, one needed), accepted,
/// refused, withheld (the certificate is not believed), unvouched (one needed, but only another
/// node, or a process of a user we need not believe, names this one: asked without), arbiter (it
/// knows no users), untried.
///
/// Answers are those of gather.hpp; where holdings are asked, "status" to see that more may be
/// asked, and "holdings".
///
/// Stops at the first answer that fails: a node that is ill is not pressed, and a login is tried
/// once. So it does where one more answer might come after `whole`: that question is `not_asked`.
Result<std::string> conduct(const Interview& interview, Clock& clock);

}  // namespace diag::mongo
