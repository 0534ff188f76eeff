// SPDX-License-Identifier: Apache-2.0
#include "platform/proven_stream_beast.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/beast/http.hpp>

#include "platform/base64.hpp"
#include "platform/names.hpp"
#include "platform/network_door.hpp"
#include "platform/text.hpp"

namespace diag {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::uint32_t header_limit = 16 * 1024;
constexpr milliseconds tick{100};

/// The chain was shown as it should; whether it ends in the authority whose digest we know.
bool ends_in(X509_STORE_CTX* context, const std::string& digest,
             std::optional<Certificate>& shown) {
    auto* chain = X509_STORE_CTX_get0_untrusted(context);
    for (int i = 0; chain && i < sk_X509_num(chain); ++i) {
        auto* each = sk_X509_value(chain, i);
        X509_up_ref(each);
        auto certificate = Certificate::adopt(each);
        if (digest.size() < 32 || !certificate.fingerprint().starts_with(digest)) continue;
        shown = std::move(certificate);
        return true;
    }
    return false;
}

/// Verifies against the shown authority as if it had been known before.
int verify_by_digest(X509_STORE_CTX* context, void* argument) {
    auto* known =
        static_cast<std::pair<const std::string*, std::optional<Certificate>*>*>(argument);
    if (!ends_in(context, *known->first, *known->second)) {
        X509_STORE_CTX_set_error(context, X509_V_ERR_CERT_UNTRUSTED);
        return 0;
    }
    X509_STORE_add_cert(X509_STORE_CTX_get0_store(context), (*known->second)->native());
    return X509_verify_cert(context);
}

}  // namespace

void ready_tls() { OPENSSL_init_ssl(0, nullptr); }

ProvenStream::ProvenStream(const HttpsPlace& place, Https::Stop stop, milliseconds patience)
    : place_(place), stop_(std::move(stop)), patience_(patience) {}

void ProvenStream::stop() {
    stopped_ = true;
    asio::post(io_, [] {});  // wakes who waits in run()
}

Result<> ProvenStream::run(const bool& over) {
    io_.restart();
    while (!over) {
        if (ended()) {
            socket_->close();
            while (!over && io_.run_one_for(tick) > 0) continue;
            return Error{Fault::refused, "stopped"};
        }
        if (stop_)
            io_.run_one_for(tick);
        else
            io_.run_one();
        if (io_.stopped() && !over) return Error{Fault::bug, "a connection lost its handler"};
    }
    return {};
}

Result<> ProvenStream::prepare() {
    auto* context = tls_.native_handle();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    if (place_.authority) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context), place_.authority->native());
    } else if (!place_.authority_digest.empty()) {
        SSL_CTX_set_cert_verify_callback(context, verify_by_digest, &known_);
    } else {
        return Error{Fault::bug, "nobody to believe"};
    }
    if (place_.certificate && place_.key &&
        (SSL_CTX_use_certificate(context, place_.certificate->native()) != 1 ||
         SSL_CTX_use_PrivateKey(context, place_.key->native()) != 1))
        return Error{Fault::malformed, "our certificate and key do not belong together"};
    stream_.emplace(io_, tls_);
    socket_ = &beast::get_lowest_layer(*stream_);
    auto* connection = stream_->native_handle();
    SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (is_address(place_.host)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), place_.host.c_str());
    } else {
        SSL_set_tlsext_host_name(connection, place_.host.c_str());
        SSL_set1_host(connection, place_.host.c_str());
    }
    return {};
}

Result<> ProvenStream::connect() {
    const auto& host = place_.proxy ? place_.proxy->host : place_.host;
    const auto port = place_.proxy ? place_.proxy->port : place_.port;
    const auto addresses = addresses_of({host}, patience_, [this] { return ended(); });
    if (ended()) return Error{Fault::refused, "stopped"};
    if (!addresses.front()) return addresses.front().error();
    // Each address gets its share of the time: one that swallows packets leaves some for the next.
    const auto deadline = system_clock().uptime() + patience_;
    Result<> connected = Error{Fault::absent, host + " has no address"};
    auto left = static_cast<int>(addresses.front()->size());
    for (const auto& each : *addresses.front()) {
        error_code error;
        const tcp::endpoint endpoint{asio::ip::make_address(each, error), port};
        const auto share = (deadline - system_clock().uptime()) / left--;
        if (error) continue;
        socket_->close();
        socket_->expires_after(std::max(share, milliseconds{1}));
        connected = finish("no connection to " + host + ":" + std::to_string(port),
                           [&](auto handler) { socket_->async_connect(endpoint, handler); });
        if (connected || ended()) break;
    }
    return connected;
}

Result<> ProvenStream::pass_proxy() {
    const auto& proxy = *place_.proxy;
    const auto target = authority_of(place_.host, place_.port);
    http::request<http::empty_body> asked{http::verb::connect, target, 11};
    asked.set(http::field::host, target);
    if (!proxy.user.empty())
        asked.set(http::field::proxy_authorization,
                  "Basic " + base64(proxy.user + ":" + proxy.password));
    socket_->expires_after(patience_);
    const auto sent = finish("the proxy took no request",
                             [&](auto handler) { http::async_write(*socket_, asked, handler); });
    if (!sent) return sent;
    http::response_parser<http::empty_body> answer;
    answer.skip(true);
    answer.header_limit(header_limit);
    beast::flat_buffer buffer;
    const auto got = finish("the proxy gave no answer", [&](auto handler) {
        http::async_read_header(*socket_, buffer, answer, handler);
    });
    if (!got) return got;
    const auto status = answer.get().result_int();
    if (status / 100 == 2 && buffer.size() == 0) return {};
    if (status == 407) {
        const auto wanted = answer.get()[http::field::proxy_authenticate];
        return Error{Fault::refused,
                     proxy.user.empty()
                         ? "the proxy wants a login: [proxy] in the credentials file"
                         : "the proxy refuses our login; it offers: " + printable(wanted)};
    }
    return Error{Fault::refused,
                 "the proxy answered " + std::to_string(status) + " to CONNECT " + target};
}

Result<> ProvenStream::shake_hands() {
    socket_->expires_after(patience_);
    const auto shaken = finish("TLS with " + place_.host, [&](auto handler) {
        stream_->async_handshake(asio::ssl::stream_base::client, handler);
    });
    const auto verdict = SSL_get_verify_result(stream_->native_handle());
    if (!shaken && verdict != X509_V_OK)
        return Error{Fault::denied,
                     "the certificate that " + place_.host +
                         " shows does not prove it: " + X509_verify_cert_error_string(verdict)};
    return shaken;
}

Result<> ProvenStream::open(std::optional<Certificate>& shown) {
    if (const auto open = through_network_door(); !open) return open;
    known_ = {&place_.authority_digest, &shown};
    if (const auto fine = prepare(); !fine) return fine;
    if (const auto fine = connect(); !fine) return fine;
    if (place_.proxy)
        if (const auto fine = pass_proxy(); !fine) return fine;
    return shake_hands();
}

}  // namespace diag
