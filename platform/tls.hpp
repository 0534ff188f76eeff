// SPDX-License-Identifier: Apache-2.0
// TLS for looking at who answers: what is there is to be seen, not trusted.
#pragma once

#include <cstddef>
#include <string_view>

struct ssl_ctx_st;

namespace diag {

/// Makes a client's context take any certificate, small keys, and versions from TLS 1.0 on, which
/// servers and cameras speak that are as old as their installation.
void accept_any_peer(ssl_ctx_st* context);

/// Compares what servers show with this machine's authorities and `authorities`, certificates in
/// PEM, which may be none: SSL_get_verify_result() tells what came of it. Ends no handshake.
void compare_with_authorities(ssl_ctx_st* context, std::string_view authorities);

/// How many certificates a text in PEM holds, at most 1000, up to the first that is damaged. What
/// else stands there is passed over.
std::size_t certificates_in(std::string_view pem);

}  // namespace diag
