// SPDX-License-Identifier: Apache-2.0
// HMAC-SHA-256 of many messages under one key.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "platform/digest.hpp"

struct evp_mac_ctx_st;

namespace diag {

/// HMAC-SHA-256 (RFC 2104) with the key prepared once, which is most of the cost of a short
/// message. For one thread at a time.
class KeyedDigest {
public:
    explicit KeyedDigest(std::span<const unsigned char> key);
    Digest of(std::string_view bytes);

private:
    std::shared_ptr<evp_mac_ctx_st> context_;  ///< of this object alone; shared_ptr hides the type
};

}  // namespace diag
