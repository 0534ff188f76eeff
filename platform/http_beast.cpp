// SPDX-License-Identifier: Apache-2.0
#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <span>

#include "platform/caller_asio.hpp"
#include "platform/certificate.hpp"
#include "platform/http.hpp"
#include "platform/names.hpp"
#include "platform/network_fault_beast.hpp"
#include "platform/text.hpp"
#include "platform/tls.hpp"

namespace diag {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr std::uint32_t header_limit = 16 * 1024;
constexpr std::size_t longest_chain = 10;
/// Of a process may have 1,024 descriptors by default.
constexpr std::size_t most_connections = 128;

milliseconds since(milliseconds start) { return system_clock().uptime() - start; }

TlsPeer peer_of(SSL* connection) {
    TlsPeer peer{.version = SSL_get_version(connection), .cipher = SSL_get_cipher(connection)};
    const auto* chain = SSL_get_peer_cert_chain(connection);
    for (int i = 0; chain && i < sk_X509_num(chain); ++i) {
        if (peer.chain.size() == longest_chain) break;
        auto* each = sk_X509_value(chain, i);
        X509_up_ref(each);
        peer.chain.push_back(Certificate::adopt(each).pem());
    }
    return peer;
}

/// One request on its way. Its handlers run on one thread, and it lives until the last one has run.
class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(asio::io_context& io, asio::ssl::context& tls, const HttpRequest& request,
             std::size_t body_limit)
        : stream_(io, tls), secure_(request.scheme == "https"), host_(request.host) {
        parser_.body_limit(body_limit);
        parser_.header_limit(header_limit);
        message_.method_string(request.method);
        message_.target(request.target);
        message_.set("Host", authority_of(host_, request.port));
        message_.set("User-Agent", "safr-diag/" DIAG_VERSION);
        message_.set("Connection", "close");
        for (const auto& [name, value] : request.headers) message_.set(name, value);
        message_.body() = request.body;
        message_.prepare_payload();
    }

    void start(const Endpoints& endpoints) {
        start_ = system_clock().uptime();
        stage_ = "no connection";
        asio::async_connect(stream_.next_layer(), endpoints,
                            [self = shared_from_this()](error_code error, const tcp::endpoint& at) {
                                self->connected(error, at);
                            });
    }

    /// The answer, or how far it came within `patience`.
    HttpOutcome outcome(milliseconds patience) const {
        if (outcome_) return *outcome_;
        return {Error{Fault::timed_out,
                      std::string(stage_) + " within " + std::to_string(patience.count()) + " ms"},
                connected_};
    }

private:
    void connected(error_code error, const tcp::endpoint& endpoint) {
        if (error) return fail(error);
        connected_ = true;
        answer_.connect = since(start_);
        answer_.address = endpoint.address().to_string();
        if (!secure_) return send(stream_.next_layer());
        stage_ = "a connection, but no TLS handshake";
        if (!is_address(host_)) SSL_set_tlsext_host_name(stream_.native_handle(), host_.c_str());
        const auto from = system_clock().uptime();
        stream_.async_handshake(asio::ssl::stream_base::client,
                                [self = shared_from_this(), from](error_code failed) {
                                    if (failed) return self->fail(failed);
                                    self->answer_.tls_handshake = since(from);
                                    self->answer_.tls = peer_of(self->stream_.native_handle());
                                    self->send(self->stream_);
                                });
    }

    template <class Stream>
    void send(Stream& stream) {
        stage_ = "a connection, but no answer";
        beast::http::async_write(
            stream, message_, [self = shared_from_this(), &stream](error_code error, std::size_t) {
                if (error) return self->fail(error);
                self->receive(stream);
            });
    }

    template <class Stream>
    void receive(Stream& stream) {
        beast::http::async_read(
            stream, buffer_, parser_,
            [self = shared_from_this()](error_code error, std::size_t) { self->received(error); });
    }

    void received(error_code error) {
        // A TLS peer that closes without close_notify after a whole message is common and harmless.
        const bool cut = error == beast::http::error::body_limit;
        if (error && !cut && !parser_.is_done()) return fail(error);
        const auto& message = parser_.get();
        answer_.status = static_cast<int>(message.result_int());
        answer_.reason = std::string(message.reason());
        for (auto field = message.begin(); field != message.end(); ++field)
            answer_.headers.emplace_back(field->name_string(), field->value());
        answer_.body = message.body();
        answer_.body_cut = cut;
        answer_.total = since(start_);
        outcome_ = HttpOutcome{std::move(answer_)};
        close();
    }

    void fail(const error_code& error) {
        outcome_ = HttpOutcome{Error{fault_of(error), printable(error.message())}, connected_};
        close();
    }

    void close() {
        error_code ignored;
        stream_.next_layer().close(ignored);
    }

    TlsStream stream_;
    bool secure_;
    std::string host_;
    const char* stage_ = "no connection";
    milliseconds start_{};
    beast::http::request<beast::http::string_body> message_;
    beast::http::response_parser<beast::http::string_body> parser_;
    beast::flat_buffer buffer_;
    HttpAnswer answer_;
    bool connected_ = false;
    std::optional<HttpOutcome> outcome_;
};

std::vector<std::string> hosts_of(std::span<const HttpRequest> requests) {
    std::vector<std::string> hosts;
    for (const auto& request : requests) hosts.push_back(request.host);
    return hosts;
}

/// Asks these at once and appends what came of it.
void ask_some(std::span<const HttpRequest> requests, std::size_t body_limit, milliseconds patience,
              std::vector<HttpOutcome>& answers) {
    // Names have a patience of their own: one that nobody answers must not cost the others theirs.
    const auto addresses = addresses_of(hosts_of(requests), patience);
    asio::ssl::context tls(asio::ssl::context::tls_client);
    accept_any_peer(tls.native_handle());
    asio::io_context io{1};
    std::vector<std::shared_ptr<Exchange>> exchanges;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        exchanges.push_back(std::make_shared<Exchange>(io, tls, requests[i], body_limit));
        if (addresses[i]) exchanges[i]->start(endpoints_of(*addresses[i], requests[i].port));
    }
    io.run_for(patience);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (addresses[i])
            answers.push_back(exchanges[i]->outcome(patience));
        else
            answers.emplace_back(addresses[i].error(), false);
    }
}

class BeastHttp : public Http {
public:
    std::vector<HttpOutcome> ask(const std::vector<HttpRequest>& requests, std::size_t body_limit,
                                 milliseconds patience) override {
        std::vector<HttpOutcome> answers;
        const std::span all(requests);
        for (std::size_t from = 0; from < all.size(); from += most_connections)
            ask_some(all.subspan(from, std::min(most_connections, all.size() - from)), body_limit,
                     patience, answers);
        return answers;
    }
};

}  // namespace

Http& system_http() {
    static BeastHttp http;
    return http;
}

std::optional<std::string_view> header_of(const HttpHeaders& headers, std::string_view name) {
    for (const auto& [each, value] : headers)
        if (beast::iequals(each, name)) return value;
    return std::nullopt;
}

}  // namespace diag
