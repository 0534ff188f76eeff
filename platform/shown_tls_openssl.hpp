// SPDX-License-Identifier: Apache-2.0
// Reads what a server showed off a connection.
#pragma once

#include <openssl/ssl.h>

#include <boost/system/error_code.hpp>
#include <string>

#include "platform/result.hpp"
#include "platform/shown_tls.hpp"

namespace diag {

/// After a handshake with `host`.
TlsFacts facts_of(SSL* tls, const std::string& host);

/// Why connecting or shaking hands failed: refused, timed_out, absent (no way there), denied,
/// malformed (no TLS), or io.
Fault fault_of_connection(const boost::system::error_code& error);

/// Whether `error` tells more of a host than `other`, where several of its addresses failed: that
/// it refused, then that it was silent, then that there was no way, as to an address of a family
/// that this machine has no route for.
bool tells_more(const boost::system::error_code& error, const boost::system::error_code& other);

}  // namespace diag
