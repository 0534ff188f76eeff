// SPDX-License-Identifier: Apache-2.0
// One question to a name server and what it answers (RFC 1035), as bytes: what sends them is
// ask_names_linux.cpp.
//
// Not libresolv: res_nsend(3) blocks, counts its patience in whole seconds and keeps the servers of
// resolv.conf in mind, where here each server is asked alone, all at once, within milliseconds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace diag::network {

enum class RecordType : std::uint16_t { a = 1, ptr = 12, mx = 15 };

/// A query with recursion desired. Fails with malformed where `name` cannot stand in one: labels of
/// 1 to 63 printable ASCII bytes, 253 in all (RFC 1035 2.3.4).
Result<std::string> dns_query(std::uint16_t id, std::string_view name, RecordType type);

struct DnsReply {
    int code = 0;  ///< RCODE: 0 found or empty, 2 server failure, 3 no such name, 5 refused
    bool truncated = false;              ///< to be asked again over TCP
    std::vector<std::string> addresses;  ///< of A records, sorted, at most 64
    /// Of MX records, by preference, at most 20. A single empty one: no mail is taken (RFC 7505).
    std::vector<std::string> mail_hosts;
};

/// Reads what came for `query`. Fails with absent where it is not its answer (another id, another
/// question), with malformed where it is not well-formed.
Result<DnsReply> dns_reply(std::string_view message, std::string_view query);

/// "no such name", "refused", ...; "code 9" for those without a word.
std::string dns_code_text(int code);

}  // namespace diag::network
