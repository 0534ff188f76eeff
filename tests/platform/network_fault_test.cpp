// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

#include "platform/network_fault_beast.hpp"

using namespace diag;

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

error_code of_tls(int reason) {
    return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason)), asio::error::get_ssl_category()};
}

}  // namespace

TEST_CASE("network fault: each library's errors are told in our words") {
    CHECK(fault_of(asio::error::connection_refused) == Fault::refused);
    CHECK(fault_of(asio::error::network_unreachable) == Fault::absent);
    CHECK(fault_of(asio::error::timed_out) == Fault::timed_out);
    CHECK(fault_of(asio::error::access_denied) == Fault::denied);
    CHECK(fault_of(of_tls(SSL_R_CERTIFICATE_VERIFY_FAILED)) == Fault::malformed);
    CHECK(fault_of(http::make_error_code(http::error::bad_version)) == Fault::malformed);
    CHECK(fault_of(http::make_error_code(http::error::end_of_stream)) == Fault::io);
    CHECK(fault_of(asio::error::connection_reset) == Fault::io);
}

TEST_CASE("network fault: a handshake that failed is denied where the peer has to prove itself") {
    CHECK(network_error(of_tls(SSL_R_CERTIFICATE_VERIFY_FAILED), "TLS").fault == Fault::denied);
    const auto late = network_error(asio::error::timed_out, "no answer");
    CHECK(late.fault == Fault::timed_out);
    CHECK(late.what == "no answer within the time given");
}

TEST_CASE("network fault: only who answers in other words is no TLS") {
    for (const int reason : {SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST})
        CHECK(is_no_tls(of_tls(reason)));
    for (const int reason : {SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_CIPHERS_AVAILABLE,
                             SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, SSL_R_DH_KEY_TOO_SMALL})
        CHECK_FALSE(is_no_tls(of_tls(reason)));
    CHECK_FALSE(is_no_tls(asio::error::eof));
    CHECK_FALSE(is_no_tls(error_code(SSL_R_WRONG_VERSION_NUMBER, asio::error::get_ssl_category())));
}
