// SPDX-License-Identifier: Apache-2.0
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <new>

#include "platform/keyed_digest.hpp"

namespace diag {
namespace {

// Out of memory is the one way it fails; a stand-in of zeros would be worse than no program.
void require(bool done) {
    if (!done) throw std::bad_alloc();
}

}  // namespace

KeyedDigest::KeyedDigest(std::span<const unsigned char> key) {
    const std::unique_ptr<EVP_MAC, void (*)(EVP_MAC*)> hmac(
        EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr), EVP_MAC_free);
    require(hmac != nullptr);
    context_ = {EVP_MAC_CTX_new(hmac.get()), EVP_MAC_CTX_free};
    char name[] = OSSL_DIGEST_NAME_SHA2_256;
    const OSSL_PARAM digest[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                 OSSL_PARAM_construct_end()};
    require(context_ && EVP_MAC_init(context_.get(), key.data(), key.size(), digest) == 1);
}

Digest KeyedDigest::of(std::string_view bytes) {
    Digest digest{};
    std::size_t size = 0;
    auto* context = context_.get();
    // Without a key it begins anew with the one that it has.
    require(EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&
            EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(bytes.data()),
                           bytes.size()) == 1 &&
            EVP_MAC_final(context, digest.data(), &size, digest.size()) == 1);
    return digest;
}

}  // namespace diag
