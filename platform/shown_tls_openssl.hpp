// SPDX-License-Identifier: Apache-2.0
// Reads what a server showed off a connection.
#pragma once

#include <openssl/ssl.h>

#include <string>

#include "platform/shown_tls.hpp"

namespace diag {

/// After a handshake with `host`.
TlsFacts facts_of(SSL* tls, const std::string& host);

}  // namespace diag
