// SPDX-License-Identifier: Apache-2.0
#include "platform/shown_tls_openssl.hpp"

#include <openssl/x509_vfy.h>

#include "platform/certificate.hpp"

namespace diag {

TlsFacts facts_of(SSL* tls, const std::string& host) {
    TlsFacts facts{.version = SSL_get_version(tls)};
    auto* leaf = SSL_get1_peer_certificate(tls);
    if (!leaf) {
        facts.distrust = "no certificate was shown";
        return facts;
    }
    const auto certificate = Certificate::adopt(leaf);
    facts.name = certificate.name();
    facts.fingerprint = certificate.fingerprint();
    facts.not_before = certificate.not_before();
    facts.not_after = certificate.not_after();
    facts.names_host = certificate.is_for(host);
    facts.self_signed = certificate.self_signed();
    if (const auto verdict = SSL_get_verify_result(tls); verdict != X509_V_OK)
        facts.distrust = X509_verify_cert_error_string(verdict);
    return facts;
}

}  // namespace diag
