// SPDX-License-Identifier: Apache-2.0
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <memory>

#include "platform/tls.hpp"

namespace diag {
namespace {

constexpr std::size_t most_certificates = 1000;

/// Calls `take` with each certificate; returns how many there were.
template <class Take>
std::size_t each_certificate(std::string_view pem, Take take) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> source(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    std::size_t count = 0;
    while (source && count < most_certificates) {
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(
            PEM_read_bio_X509_AUX(source.get(), nullptr, nullptr, nullptr), &X509_free);
        if (!certificate) break;
        take(certificate.get());
        ++count;
    }
    ERR_clear_error();
    return count;
}

}  // namespace

void accept_any_peer(ssl_ctx_st* context) {
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_security_level(context, 0);
}

void compare_with_authorities(ssl_ctx_st* context, std::string_view authorities) {
    SSL_CTX_set_default_verify_paths(context);
    auto* store = SSL_CTX_get_cert_store(context);
    each_certificate(authorities, [&](X509* each) { X509_STORE_add_cert(store, each); });
    ERR_clear_error();
}

std::size_t certificates_in(std::string_view pem) {
    return each_certificate(pem, [](X509*) {});
}

}  // namespace diag
