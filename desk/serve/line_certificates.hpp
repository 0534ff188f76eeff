// SPDX-License-Identifier: Apache-2.0
// Certificates for the half of an agent's service that keeps the line, on the agent's own word.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "agent/exchange/line_identity.hpp"
#include "desk/serve/office.hpp"

namespace diag::desk {

/// How long a line's certificate is good for. An agent asks for one each day: six may be missed.
inline constexpr std::chrono::days line_life{7};

class LineCertificates {
public:
    explicit LineCertificates(Office& office) : office_(office) {}

    /// POST, from anybody: the document proves itself.
    WebReception certify();

private:
    WebAnswer answer(const std::string& body);
    Result<Caller> proven(const exchange::ProvenLineIdentity& identity) const;
    struct Advance {
        std::optional<Agent> agent;  ///< as it is then; nothing: the serial was another key's
        bool too_often = false;      ///< it would be fresh
    };
    /// Remembers the serial and its key.
    Result<Advance> advance(const exchange::LineIdentity& what);
    /// Counts one more that is fresh: whoever keeps an old document cannot use up the agent's own.
    bool too_often(const std::string& agent);

    Office& office_;
    std::mutex mutex_;
    std::map<std::string, std::vector<milliseconds>> asked_;  ///< when, by agent and uptime
};

}  // namespace diag::desk
