// SPDX-License-Identifier: Apache-2.0
// What came of connecting and of a handshake, in our words.
#pragma once

#include <boost/asio/ssl.hpp>
#include <string>

#include "platform/shown_tls_openssl.hpp"

namespace diag::integrations {

/// The other side ended the connection, one way or another.
bool is_end(const boost::system::error_code& error);

/// The other side speaks TLS, as it said so in an alert (RFC 8446 6).
bool is_alert(const boost::system::error_code& error);

/// Takes whatever is shown, and compares it with this machine's authorities and those of `ca_file`,
/// PEM, which may be empty; one that cannot be read is as none.
void compare_with_store(boost::asio::ssl::context& context, const std::string& ca_file);

}  // namespace diag::integrations
