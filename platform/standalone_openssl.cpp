// SPDX-License-Identifier: Apache-2.0
#include <openssl/crypto.h>

#include "platform/standalone.hpp"

namespace diag {

void ignore_openssl_configuration() { ::OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr); }

}  // namespace diag
