// SPDX-License-Identifier: Apache-2.0
// TLS for looking at who answers: what is there is to be seen, not trusted.
#pragma once

struct ssl_ctx_st;

namespace diag {

/// Makes a client's context take any certificate, small keys, and versions from TLS 1.0 on, which
/// servers and cameras speak that are as old as their installation.
void accept_any_peer(ssl_ctx_st* context);

}  // namespace diag
