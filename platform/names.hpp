// SPDX-License-Identifier: Apache-2.0
// Host names to addresses, asked by processes we can afford to lose: getaddrinfo(3) has no deadline
// and may hold a thread for half a minute when no name server answers (resolv.conf(5)).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag {

/// Numeric IPv4 and IPv6 addresses in the order the system prefers (RFC 6724), without duplicates.
using Addresses = std::vector<std::string>;

/// Why addresses_of() failed, without the host: evidence names hosts in fields that redaction
/// knows.
std::string unnamed_reason(const Error& failure);

/// The addresses of each host, 32 asked at a time, all of them within `patience`: who was not
/// asked by then has timed out. Answer i belongs to host i; a numeric address (also in brackets)
/// is answered without asking. Fails with absent (no such name), timed_out, or
/// malformed for what cannot be a host name. `given_up` is asked every 100 ms at the latest: true
/// ends the wait at once.
std::vector<Result<Addresses>> addresses_of(const std::vector<std::string>& hosts,
                                            milliseconds patience,
                                            const std::function<bool()>& given_up = {});

/// "desk.example:443", "[::1]:443": a host and its port as URLs have them (RFC 3986 3.2), Host and
/// CONNECT (RFC 9110 7.2, 9.3.6).
std::string authority_of(std::string_view host, std::uint64_t port);

/// Whether this is a numeric address, brackets around IPv6 allowed.
bool is_address(std::string_view host);

/// Whether it is this machine whatever the name service says: 127.0.0.0/8, ::1, localhost.
bool is_loopback(std::string_view host);

/// Whether who listens there listens on all addresses: 0.0.0.0, ::.
bool is_wildcard(std::string_view address);

}  // namespace diag
