// SPDX-License-Identifier: Apache-2.0
// Name servers asked directly, each by itself and all at once: over UDP, and over TCP where an
// answer was cut (RFC 7766).
#pragma once

#include <string>
#include <vector>

#include "collectors/network/dns.hpp"
#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag::network {

struct NameQuestion {
    std::string server;  ///< numeric address
    std::string name;
    RecordType type = RecordType::a;
};

struct NameAnswer {
    std::string server;
    std::string name;
    /// errno's name, "malformed", "unaskable" (no address, or no name a question can hold); empty:
    /// it answered.
    std::string error;
    std::string words;  ///< of the code
    int code = 0;
    double ms = 0;
    bool over_tcp = false;
    bool starved = false;  ///< as of a Knock
    std::vector<std::string> addresses;
    /// As of a DnsReply; of a cut answer what it held, where TCP led nowhere. No evidence.
    std::vector<std::string> mail_hosts;
};

/// Answer i belongs to question i; all within `patience`, at most 128 of them: what is beyond is
/// left out. Asked once again after a third of `patience`, as one packet may be lost. Error
/// ETIMEDOUT: nothing came back.
std::vector<NameAnswer> ask_names(const std::vector<NameQuestion>& questions, milliseconds patience,
                                  std::uint16_t port = 53);

json::value to_json(const NameAnswer& answer);
NameAnswer name_answer_from(const json::value& document);

}  // namespace diag::network
