// SPDX-License-Identifier: Apache-2.0
#include <openssl/ssl.h>

#include "platform/tls.hpp"

namespace diag {

void accept_any_peer(ssl_ctx_st* context) {
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_security_level(context, 0);
}

}  // namespace diag
