// SPDX-License-Identifier: Apache-2.0
// What is written in place of a value: the same for the same value throughout a case, and still of
// the value's form, in a range that cannot be real.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/redact/reading.hpp"
#include "agent/redact/recent.hpp"
#include "agent/redact/redactor.hpp"
#include "agent/redact/subnets.hpp"
#include "platform/keyed_digest.hpp"

namespace diag::redact {

/// Makes stand-ins. One a thread.
class StandIns {
public:
    /// `observer` is told what is made, if there is one, and outlives this.
    StandIns(const CaseKey& key, const Observer& observer) : digest_(key), observer_(observer) {}

    /// Appends the stand-in for `value` to `output`.
    void write(std::string_view value, const Span& span, std::string& output);

private:
    Digest keyed(std::string_view kind, std::string_view value);
    std::string made(std::string_view value, Kind kind, Shape shape);
    std::uint32_t ipv4(std::uint32_t address);
    void write_ipv4(std::string_view value, const Span& span, std::string& output);
    void tell(Kind kind, std::string_view stand_in, std::string_view value) const;
    std::string ipv6(std::string_view value);
    std::string mac(std::string_view value);
    std::string email(std::string_view value);
    std::string host(std::string_view value, Shape shape);
    std::string phone(std::string_view value);

    KeyedDigest digest_;
    Subnets subnets_{digest_};
    const Observer& observer_;
    Recent recent_;
    std::string message_;  ///< what is digested
};

}  // namespace diag::redact
