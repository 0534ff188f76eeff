// SPDX-License-Identifier: Apache-2.0
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include "platform/base64.hpp"
#include "platform/https.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr std::uint32_t header_limit = 16 * 1024;
constexpr std::chrono::milliseconds tick{100};
constexpr milliseconds connect_patience{15'000};

Error error_of(const error_code& error, std::string_view what) {
    const auto words = std::string(what) + ": " + printable(error.message());
    if (error == beast::error::timeout || error == asio::error::timed_out)
        return {Fault::timed_out, std::string(what) + " within the time given"};
    if (error == asio::error::connection_refused) return {Fault::refused, words};
    if (error == asio::error::host_unreachable || error == asio::error::network_unreachable)
        return {Fault::absent, words};
    if (error.category() == asio::error::get_ssl_category()) return {Fault::denied, words};
    if (error.category() == http::make_error_code(http::error::bad_version).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message)
        return {Fault::malformed, words};
    return {Fault::io, words};
}

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

class Https::Connection {
public:
    Connection(const HttpsPlace& place, const Stop& stop, std::optional<Certificate>& shown)
        : place_(place), stop_(stop), known_(&place.authority_digest, &shown) {}

    Result<> open();
    Result<HttpAnswer> ask(const HttpsRequest& request);
    bool used() const { return used_; }

private:
    Result<> prepare();
    Result<> connect();
    Result<> pass_proxy();
    Result<> shake_hands();
    Result<HttpAnswer> answer(http::response_parser<http::string_body>& parser) const;
    /// Runs what was begun until its handler has set `over`.
    Result<> run(const bool& over);

    template <class Begin>
    Result<> finish(std::string_view what, Begin begin) {
        bool over = false;
        error_code failed;
        begin([&](error_code error, auto&&...) {
            failed = error;
            over = true;
        });
        if (const auto ran = run(over); !ran) return ran;
        if (failed) return error_of(failed, what);
        return {};
    }

    const HttpsPlace& place_;
    const Stop& stop_;
    std::pair<const std::string*, std::optional<Certificate>*> known_;
    asio::io_context io_{1};
    asio::ssl::context tls_{asio::ssl::context::tls_client};
    std::optional<TlsStream> stream_;
    beast::flat_buffer buffer_;
    bool used_ = false;
};

Result<> Https::Connection::run(const bool& over) {
    io_.restart();
    while (!over) {
        if (stop_ && stop_()) {
            beast::get_lowest_layer(*stream_).close();
            while (!over && io_.run_one_for(tick) > 0) continue;
            return Error{Fault::refused, "stopped"};
        }
        io_.run_one_for(tick);
        if (io_.stopped() && !over) return Error{Fault::bug, "a connection lost its handler"};
    }
    return {};
}

Result<> Https::Connection::prepare() {
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

Result<> Https::Connection::connect() {
    const auto& host = place_.proxy ? place_.proxy->host : place_.host;
    const auto port = place_.proxy ? place_.proxy->port : place_.port;
    const auto addresses = addresses_of({host}, connect_patience);
    if (!addresses.front()) return addresses.front().error();
    std::vector<tcp::endpoint> endpoints;
    for (const auto& each : *addresses.front()) {
        error_code error;
        const auto address = asio::ip::make_address(each, error);
        if (!error) endpoints.emplace_back(address, port);
    }
    auto& socket = beast::get_lowest_layer(*stream_);
    socket.expires_after(connect_patience);
    return finish("no connection to " + host + ":" + std::to_string(port),
                  [&](auto handler) { socket.async_connect(endpoints, handler); });
}

Result<> Https::Connection::pass_proxy() {
    const auto& proxy = *place_.proxy;
    const auto target = place_.host + ":" + std::to_string(place_.port);
    http::request<http::empty_body> asked{http::verb::connect, target, 11};
    asked.set(http::field::host, target);
    if (!proxy.user.empty())
        asked.set(http::field::proxy_authorization,
                  "Basic " + base64(proxy.user + ":" + proxy.password));
    auto& socket = beast::get_lowest_layer(*stream_);
    socket.expires_after(connect_patience);
    const auto sent = finish("the proxy took no request",
                             [&](auto handler) { http::async_write(socket, asked, handler); });
    if (!sent) return sent;
    http::response_parser<http::empty_body> answer;
    answer.skip(true);
    answer.header_limit(header_limit);
    beast::flat_buffer buffer;
    const auto got = finish("the proxy gave no answer", [&](auto handler) {
        http::async_read_header(socket, buffer, answer, handler);
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

Result<> Https::Connection::shake_hands() {
    auto& socket = beast::get_lowest_layer(*stream_);
    socket.expires_after(connect_patience);
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

Result<> Https::Connection::open() {
    if (const auto fine = prepare(); !fine) return fine;
    if (const auto fine = connect(); !fine) return fine;
    if (place_.proxy)
        if (const auto fine = pass_proxy(); !fine) return fine;
    return shake_hands();
}

Result<HttpAnswer> Https::Connection::ask(const HttpsRequest& request) {
    used_ = true;
    http::request<http::span_body<const char>> message;
    message.method_string({request.method.data(), request.method.size()});
    message.target(request.target);
    message.version(11);
    message.set(http::field::host, place_.host + ":" + std::to_string(place_.port));
    message.set(http::field::user_agent, "safr-diag/" DIAG_VERSION);
    for (const auto& [name, value] : request.headers) message.set(name, value);
    message.body() = {request.body.data(), request.body.size()};
    message.prepare_payload();

    http::request_serializer<http::span_body<const char>> serializer(message);
    auto& socket = beast::get_lowest_layer(*stream_);
    // A server may refuse a body before it has it all: its answer counts, not our broken pipe.
    Result<> sent;
    while (sent && !serializer.is_done()) {
        socket.expires_after(request.patience);
        sent = finish("the request was cut off",
                      [&](auto handler) { http::async_write_some(*stream_, serializer, handler); });
    }
    if (!sent && sent.error().fault == Fault::refused) return sent.error();
    http::response_parser<http::string_body> parser;
    parser.header_limit(header_limit);
    parser.body_limit(request.answer_limit);
    if (request.method == "HEAD") parser.skip(true);
    socket.expires_after(request.patience);
    const auto got = finish(
        "no answer", [&](auto handler) { http::async_read(*stream_, buffer_, parser, handler); });
    if (!got) return sent ? got.error() : sent.error();
    return answer(parser);
}

Result<HttpAnswer> Https::Connection::answer(
    http::response_parser<http::string_body>& parser) const {
    const auto& message = parser.get();
    HttpAnswer answer;
    answer.status = static_cast<int>(message.result_int());
    answer.reason = std::string(message.reason());
    for (auto field = message.begin(); field != message.end(); ++field)
        answer.headers.emplace_back(field->name_string(), field->value());
    answer.body = message.body();
    return answer;
}

Https::Https(HttpsPlace place, Stop stop) : place_(std::move(place)), stop_(std::move(stop)) {}
Https::~Https() = default;

const std::optional<Certificate>& Https::shown_authority() const { return shown_; }

Result<HttpAnswer> Https::ask(const HttpsRequest& request) {
    if (!connection_) {
        connection_ = std::make_unique<Connection>(place_, stop_, shown_);
        if (const auto open = connection_->open(); !open) {
            connection_.reset();
            return open.error();
        }
    }
    auto answer = connection_->ask(request);
    const auto said = answer ? header_of(answer->headers, "Connection") : std::nullopt;
    if (!answer || (said && beast::iequals(*said, "close"))) connection_.reset();
    return answer;
}

}  // namespace diag
