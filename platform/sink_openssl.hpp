// SPDX-License-Identifier: Apache-2.0
// OpenSSL's types with an owner, and its error queue in words. Only for *_openssl.cpp.
#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::openssl {

template <auto free>
struct Free {
    template <class T>
    void operator()(T* native) const {
        free(native);
    }
};

using Bio = std::unique_ptr<BIO, Free<&BIO_free_all>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Free<&CMS_ContentInfo_free>>;

/// A key on NIST P-256.
bool on_p256(EVP_PKEY* key);

/// "what: reason", the reason from this thread's error queue, which is empty afterwards.
Error failure(Fault fault, std::string_view what);

/// Reads `bytes`, which must outlive it.
Bio reading(std::string_view bytes);

std::string text_of(BIO* memory);

/// A BIO that hands what is written to a sink, and keeps the sink's first error.
struct SinkState {
    std::function<Result<>(std::string_view)> sink;
    Result<> outcome{};
};
Bio writing_to(SinkState& state);

/// The DER form, by i2d_X509 and its like.
template <class T, class Encode>
std::string der_of(T* native, Encode encode) {
    unsigned char* bytes = nullptr;
    const int length = encode(native, &bytes);
    if (length < 0) return {};
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
    OPENSSL_free(bytes);
    return der;
}

}  // namespace diag::openssl
