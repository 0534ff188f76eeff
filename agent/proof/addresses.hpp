// SPDX-License-Identifier: Apache-2.0
// Addresses of hosts, interfaces and persons that are no stand-ins.
#pragma once

#include <cstddef>
#include <string_view>

namespace diag::proof {

/// Of leaks.hpp: an IPv4 address in a range where no stand-in and no public host is.
bool shows_private_address(std::string_view text, std::size_t from, std::size_t to);

/// A MAC address at its first colon that its maker gave out: stand-ins have the local bit.
bool shows_mac(std::string_view text, std::size_t from, std::size_t to);

/// A mail address at its sign; stand-ins end in ".invalid".
bool shows_mail(std::string_view text, std::size_t from, std::size_t to);

/// The address that such a literal was met in, whole; empty where there is none.
std::string_view ipv4_at(std::string_view text, std::size_t from);
std::string_view mac_at(std::string_view text, std::size_t colon);
std::string_view mail_at(std::string_view text, std::size_t sign);

}  // namespace diag::proof
