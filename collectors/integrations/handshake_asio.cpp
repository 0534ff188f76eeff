// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/handshake_asio.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include <boost/asio.hpp>

#include "platform/certificate.hpp"
#include "platform/tls.hpp"

namespace diag::integrations {

namespace asio = boost::asio;
using boost::system::error_code;

Fault fault_of(const error_code& error) {
    namespace fault = asio::error;
    if (error == fault::connection_refused) return Fault::refused;
    if (error == fault::timed_out) return Fault::timed_out;
    if (error == fault::host_unreachable || error == fault::network_unreachable ||
        error == fault::network_down)
        return Fault::absent;
    if (error == fault::access_denied || error == fault::no_permission) return Fault::denied;
    if (error.category() == fault::get_ssl_category()) return Fault::malformed;
    return Fault::io;
}

bool is_end(const error_code& error) {
    return error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
           error == asio::error::connection_reset;
}

TlsFacts facts_of(SSL* tls, const std::string& host) {
    TlsFacts facts{.version = SSL_get_version(tls)};
    auto* leaf = SSL_get1_peer_certificate(tls);
    if (!leaf) {
        facts.distrust = "no certificate was shown";
        return facts;
    }
    const auto certificate = Certificate::adopt(leaf);
    facts.name = certificate.name();
    facts.not_before = certificate.not_before();
    facts.not_after = certificate.not_after();
    facts.names_host = certificate.is_for(host);
    if (const auto verdict = SSL_get_verify_result(tls); verdict != X509_V_OK)
        facts.distrust = X509_verify_cert_error_string(verdict);
    return facts;
}

bool is_alert(const error_code& error) {
    return error.category() == asio::error::get_ssl_category() &&
           error.message().find("alert") != std::string::npos;
}

void compare_with_store(asio::ssl::context& context, const std::string& ca_file) {
    auto* native = context.native_handle();
    accept_any_peer(native);
    SSL_CTX_set_default_verify_paths(native);
    if (!ca_file.empty()) SSL_CTX_load_verify_file(native, ca_file.c_str());
    ERR_clear_error();
}

}  // namespace diag::integrations
