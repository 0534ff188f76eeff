// SPDX-License-Identifier: Apache-2.0
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>

#include "platform/base64.hpp"
#include "platform/certificate.hpp"
#include "platform/proven_stream_beast.hpp"
#include "platform/reach.hpp"
#include "platform/text.hpp"
#include "platform/tls.hpp"

namespace diag {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Secured = asio::ssl::stream<tcp::socket>;

constexpr std::uint32_t header_limit = 16 * 1024;
constexpr int longest_chain = 10;

/// One look on its way. Its handlers run on one thread, and it lives until the last one has run.
class Look : public std::enable_shared_from_this<Look> {
public:
    Look(asio::io_context& io, asio::ssl::context& tls, const ReachPlace& place)
        : place_(place), stream_(io, tls) {
        parser_.header_limit(header_limit);
        proxy_parser_.header_limit(header_limit);
        proxy_parser_.skip(true);
    }

    void start(const Addresses& addresses, std::uint16_t port) {
        start_ = system_clock().uptime();
        at(place_.proxy ? Rung::proxy : Rung::connection, "no connection");
        std::vector<tcp::endpoint> endpoints;
        for (const auto& each : addresses) {
            error_code error;
            const auto address = asio::ip::make_address(each, error);
            if (!error) endpoints.emplace_back(address, port);
        }
        asio::async_connect(stream_.next_layer(), endpoints,
                            [self = shared_from_this()](error_code error, const tcp::endpoint& to) {
                                self->connected(error, to);
                            });
    }

    void fail_name(Error error) {
        if (place_.proxy) reach_.rung = Rung::proxy;
        fail(std::move(error));
    }

    void fail(Error error) {
        reach_.failed = std::move(error);
        finish();
    }

    Reach result(milliseconds patience) {
        if (!over_)
            reach_.failed = Error{Fault::timed_out, std::string(stage_) + " within " +
                                                        std::to_string(patience.count()) + " ms"};
        return std::move(reach_);
    }

private:
    milliseconds since_start() const { return system_clock().uptime() - start_; }

    void at(Rung rung, const char* stage) {
        reach_.rung = rung;
        stage_ = stage;
    }

    void connected(error_code error, const tcp::endpoint& to) {
        if (error) return fail(network_error(error, "no connection"));
        reach_.connect = since_start();
        reach_.address = to.address().to_string();
        if (place_.proxy) return ask_proxy();
        if (!place_.speaks) return finish_whole();
        shake_hands();
    }

    void ask_proxy() {
        at(Rung::proxy, "the proxy gave no answer");
        const auto target = authority_of(place_.host, place_.port);
        to_proxy_ = {http::verb::connect, target, 11};
        to_proxy_.set(http::field::host, target);
        if (!place_.proxy->user.empty())
            to_proxy_.set(http::field::proxy_authorization,
                          "Basic " + base64(place_.proxy->user + ":" + place_.proxy->password));
        http::async_write(stream_.next_layer(), to_proxy_,
                          [self = shared_from_this()](error_code failed, std::size_t) {
                              if (failed)
                                  return self->fail(network_error(failed, "the proxy hung up"));
                              self->hear_proxy();
                          });
    }

    void hear_proxy() {
        http::async_read_header(
            stream_.next_layer(), proxy_buffer_, proxy_parser_,
            [self = shared_from_this()](error_code failed, std::size_t) {
                if (failed) return self->fail(network_error(failed, "the proxy gave no answer"));
                const auto status = static_cast<int>(self->proxy_parser_.get().result_int());
                self->reach_.proxy_status = status;
                if (status / 100 != 2)
                    return self->fail({Fault::refused, "the proxy answered " +
                                                           std::to_string(status) + " to CONNECT"});
                if (!self->place_.speaks) return self->finish_whole();
                self->shake_hands();
            });
    }

    void shake_hands() {
        at(Rung::tls, "a connection, but no TLS handshake");
        auto* connection = stream_.native_handle();
        if (!is_address(place_.host)) SSL_set_tlsext_host_name(connection, place_.host.c_str());
        const auto from = system_clock().uptime();
        stream_.async_handshake(asio::ssl::stream_base::client,
                                [self = shared_from_this(), from](error_code failed) {
                                    self->note_chain();
                                    if (failed) return self->fail(network_error(failed, "TLS"));
                                    self->reach_.handshake = system_clock().uptime() - from;
                                    self->ask();
                                });
    }

    void note_chain() {
        auto* connection = stream_.native_handle();
        const auto* chain = SSL_get_peer_cert_chain(connection);
        for (int i = 0; chain && i < std::min(sk_X509_num(chain), longest_chain); ++i)
            reach_.chain.push_back(shown_certificate(sk_X509_value(chain, i)));
        if (reach_.chain.empty()) return;
        auto* leaf = sk_X509_value(chain, 0);
        X509_up_ref(leaf);
        reach_.names_host = Certificate::adopt(leaf).is_for(place_.host);
        reach_.tls_version = SSL_get_version(connection);
        const auto verdict = SSL_get_verify_result(connection);
        reach_.verdict = static_cast<int>(verdict);
        reach_.verdict_text = X509_verify_cert_error_string(verdict);
    }

    void ask() {
        at(Rung::answer, "a connection, but no answer");
        asked_ = {http::verb::get, place_.target.empty() ? "/" : place_.target, 11};
        asked_.set(http::field::host, authority_of(place_.host, place_.port));
        asked_.set(http::field::user_agent, "safr-diag/" DIAG_VERSION);
        asked_.set(http::field::connection, "close");
        http::async_write(stream_, asked_,
                          [self = shared_from_this()](error_code failed, std::size_t) {
                              if (failed) return self->fail(network_error(failed, "no answer"));
                              self->hear();
                          });
    }

    void hear() {
        http::async_read_header(
            stream_, buffer_, parser_, [self = shared_from_this()](error_code failed, std::size_t) {
                if (failed) return self->fail(network_error(failed, "no answer"));
                const auto& message = self->parser_.get();
                self->reach_.status = static_cast<int>(message.result_int());
                for (auto field = message.begin(); field != message.end(); ++field)
                    self->reach_.headers.emplace_back(field->name_string(), field->value());
                self->finish_whole();
            });
    }

    void finish_whole() {
        at(Rung::whole, "");
        finish();
    }

    void finish() {
        over_ = true;
        reach_.total = since_start();
        error_code ignored;
        stream_.next_layer().close(ignored);
    }

    ReachPlace place_;
    Secured stream_;
    const char* stage_ = "no name";
    bool over_ = false;
    milliseconds start_ = system_clock().uptime();
    http::request<http::empty_body> to_proxy_, asked_;
    http::response_parser<http::empty_body> proxy_parser_;
    http::response_parser<http::string_body> parser_;
    beast::flat_buffer proxy_buffer_, buffer_;
    Reach reach_;
};

void believe(asio::ssl::context& tls, const std::string& ca_file) {
    auto* context = tls.native_handle();
    accept_any_peer(context);
    SSL_CTX_set_default_verify_paths(context);
    if (!ca_file.empty()) SSL_CTX_load_verify_file(context, ca_file.c_str());
    ERR_clear_error();
}

const std::string& first_host(const ReachPlace& place) {
    return place.proxy ? place.proxy->host : place.host;
}

}  // namespace

std::vector<Reach> reach(const std::vector<ReachPlace>& places, const std::string& ca_file,
                         milliseconds patience) {
    std::vector<std::string> hosts;
    for (const auto& place : places) hosts.push_back(first_host(place));
    const auto addresses = addresses_of(hosts, patience / 2);
    asio::ssl::context tls(asio::ssl::context::tls_client);
    believe(tls, ca_file);
    asio::io_context io{1};
    std::vector<std::shared_ptr<Look>> looks;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& place = places[i];
        looks.push_back(std::make_shared<Look>(io, tls, place));
        if (addresses[i])
            looks[i]->start(*addresses[i], place.proxy ? place.proxy->port : place.port);
        else
            looks[i]->fail_name(addresses[i].error());
    }
    io.run_for(patience / 2);
    std::vector<Reach> all;
    for (const auto& look : looks) all.push_back(look->result(patience / 2));
    return all;
}

}  // namespace diag
