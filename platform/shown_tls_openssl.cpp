// SPDX-License-Identifier: Apache-2.0
#include "platform/shown_tls_openssl.hpp"

#include <openssl/x509_vfy.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

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

Fault fault_of_connection(const boost::system::error_code& error) {
    namespace fault = boost::asio::error;
    if (error == fault::connection_refused) return Fault::refused;
    if (error == fault::timed_out) return Fault::timed_out;
    if (error == fault::host_unreachable || error == fault::network_unreachable ||
        error == fault::network_down)
        return Fault::absent;
    if (error == fault::access_denied || error == fault::no_permission) return Fault::denied;
    if (error.category() == fault::get_ssl_category()) return Fault::malformed;
    return Fault::io;
}

bool tells_more(const boost::system::error_code& error, const boost::system::error_code& other) {
    const auto rank = [](const boost::system::error_code& each) {
        if (each == boost::asio::error::connection_refused) return 2;
        return each == boost::asio::error::timed_out ? 1 : 0;
    };
    return rank(error) > rank(other);
}

}  // namespace diag
