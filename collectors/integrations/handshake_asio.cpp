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

bool is_end(const error_code& error) {
    return error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
           error == asio::error::connection_reset;
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
