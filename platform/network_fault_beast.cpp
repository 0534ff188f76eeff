// SPDX-License-Identifier: Apache-2.0
#include "platform/network_fault_beast.hpp"

#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <string>

#include "platform/text.hpp"

namespace diag {
namespace {

namespace fault = boost::asio::error;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

bool is_of_tls(const error_code& error) { return error.category() == fault::get_ssl_category(); }

bool is_of_http(const error_code& error) {
    return error.category() == http::make_error_code(http::error::bad_version).category();
}

}  // namespace

Fault fault_of(const error_code& error) {
    if (error == fault::connection_refused) return Fault::refused;
    if (error == fault::timed_out || error == beast::error::timeout) return Fault::timed_out;
    if (error == fault::host_unreachable || error == fault::network_unreachable ||
        error == fault::network_down)
        return Fault::absent;
    if (error == fault::access_denied || error == fault::no_permission) return Fault::denied;
    if (is_of_tls(error)) return Fault::malformed;
    const bool cut = error == http::error::end_of_stream || error == http::error::partial_message;
    return is_of_http(error) && !cut ? Fault::malformed : Fault::io;
}

Error network_error(const error_code& error, std::string_view what) {
    const auto kind = is_of_tls(error) ? Fault::denied : fault_of(error);
    if (kind == Fault::timed_out) return {kind, std::string(what) + " within the time given"};
    return {kind, std::string(what) + ": " + printable(error.message())};
}

bool is_end(const error_code& error) {
    return error == fault::eof || error == boost::asio::ssl::error::stream_truncated ||
           error == fault::connection_reset;
}

bool is_no_tls(const error_code& error) {
    const auto is = [&](int reason) {
        const auto code = static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason));
        return error == error_code(code, fault::get_ssl_category());
    };
    return is(SSL_R_WRONG_VERSION_NUMBER) || is(SSL_R_HTTP_REQUEST) ||
           is(SSL_R_HTTPS_PROXY_REQUEST);
}

bool tells_more(const error_code& error, const error_code& other) {
    const auto rank = [](const error_code& each) {
        if (each == fault::connection_refused) return 2;
        return each == fault::timed_out ? 1 : 0;
    };
    return rank(error) > rank(other);
}

}  // namespace diag
