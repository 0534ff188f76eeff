// SPDX-License-Identifier: Apache-2.0
// What an error of the network means, in our words: of connecting, of TLS, of HTTP. The one place
// that maps Asio's, OpenSSL's and Beast's.
#pragma once

#include <boost/system/error_code.hpp>
#include <string_view>

#include "platform/result.hpp"

namespace diag {

/// refused, timed_out, absent (no way there), denied (by this machine), malformed (TLS or HTTP is
/// not what is spoken there, or not as it should be), or io: cut off, and all else.
Fault fault_of(const boost::system::error_code& error);

/// Why an operation failed whose peer has to prove itself: "WHAT: the system's words". As
/// fault_of(), but for a handshake that failed, which is denied.
Error network_error(const boost::system::error_code& error, std::string_view what);

/// The other side ended the connection, one way or another.
bool is_end(const boost::system::error_code& error);

/// A handshake failed because the other side speaks something else: what came is no TLS, or is the
/// answer of an HTTP server. Not so where the two could not agree, or this side could not go on.
bool is_no_tls(const boost::system::error_code& error);

/// Whether `error` tells more of a host than `other`, where several of its addresses failed: that
/// it refused, then that it was silent, then that there was no way, as to an address of a family
/// that this machine has no route for.
bool tells_more(const boost::system::error_code& error, const boost::system::error_code& other);

}  // namespace diag
