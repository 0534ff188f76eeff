// SPDX-License-Identifier: Apache-2.0
// How agents become known to the desk, and stay so.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "desk/serve/office.hpp"

namespace diag::desk {

/// An agent's certificate; it is renewed from two thirds of that on.
inline constexpr std::chrono::days agent_life{90};
/// An agent that was away may renew an expired certificate for so long; then it needs a token.
inline constexpr std::chrono::days renewal_grace{365};

class Enrolment {
public:
    explicit Enrolment(Office& office) : office_(office) {}

    WebReception enroll();
    WebReception renew(const WebHead& head);

private:
    WebAnswer admit(const std::string& body);
    WebAnswer extend(const Caller& caller, const std::string& body);
    Result<json::object> certified(const Agent& agent, const CertificateRequest& request);
    bool too_often(const std::string& agent);

    Office& office_;
    std::mutex mutex_;
    std::map<std::string, std::vector<milliseconds>> issued_;  ///< when, by agent and uptime
};

}  // namespace diag::desk
