// SPDX-License-Identifier: Apache-2.0
#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>

#include "platform/base64.hpp"
#include "platform/caller_asio.hpp"
#include "platform/certificate.hpp"
#include "platform/cpu_queue.hpp"
#include "platform/network_fault_beast.hpp"
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
        : place_(place), stream_(io, tls), turn_(io) {
        parser_.header_limit(header_limit);
        proxy_parser_.header_limit(header_limit);
        proxy_parser_.skip(true);
    }

    /// One address after the other, each its share of what is left of `patience`: IPv4 first, as a
    /// site without IPv6 to the Internet often has addresses of it.
    void start(const Addresses& addresses, std::uint16_t port, milliseconds patience) {
        start_ = system_clock().uptime();
        patience_ = patience;
        at(place_.proxy ? Rung::proxy : Rung::connection, "no connection");
        endpoints_ = endpoints_of(addresses, port);
        try_next(asio::error::not_found);
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

    /// `error` is what became of the address before; the first one's is told in the end.
    void try_next(error_code error) {
        if (tried_ <= 1) first_failure_ = error;
        if (tried_ == endpoints_.size())
            return fail(network_error(first_failure_, "no connection"));
        const auto number = tried_++;
        const auto others = endpoints_.size() - number;
        // The last one has all the rest, and its end is the end of the look.
        if (others > 1) {
            const auto left = std::max(patience_ - since_start(), milliseconds{0});
            turn_.expires_after(left / static_cast<std::int64_t>(others));
            turn_.async_wait([self = shared_from_this(), number](error_code cancelled) {
                if (cancelled || self->tried_ != number + 1 || self->is_connected_) return;
                error_code ignored;
                self->stream_.next_layer().close(ignored);
            });
        }
        stream_.next_layer().async_connect(
            endpoints_[number], [self = shared_from_this(), number](error_code failed) {
                self->turn_.cancel();
                // Its turn may have ended in the moment in which it came about.
                if (!failed && self->stream_.next_layer().is_open())
                    return self->connected(self->endpoints_[number]);
                error_code ignored;
                self->stream_.next_layer().close(ignored);
                const bool late = !failed || failed == asio::error::operation_aborted;
                self->try_next(late ? error_code(asio::error::timed_out) : failed);
            });
    }

    void connected(const tcp::endpoint& to) {
        is_connected_ = true;
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
    asio::steady_timer turn_;
    Endpoints endpoints_;
    std::size_t tried_ = 0;
    error_code first_failure_;
    bool is_connected_ = false;
    milliseconds patience_{};
    const char* stage_ = "no name";
    bool over_ = false;
    milliseconds start_ = system_clock().uptime();
    http::request<http::empty_body> to_proxy_, asked_;
    http::response_parser<http::empty_body> proxy_parser_;
    http::response_parser<http::string_body> parser_;
    beast::flat_buffer proxy_buffer_, buffer_;
    Reach reach_;
};

/// What came while others had the processors is taken, and the time that they took is given back.
void run(asio::io_context& io, milliseconds patience) {
    const auto before = queued_for_cpu(::getpid());
    io.run_for(patience);
    io.poll();
    const auto queued = queued_for_cpu(::getpid()) - before;
    if (queued <= patience / 4) return;
    io.run_for(std::min(queued, patience));
    io.poll();
}

const std::string& first_host(const ReachPlace& place) {
    return place.proxy ? place.proxy->host : place.host;
}

}  // namespace

std::vector<Reach> reach(const std::vector<ReachPlace>& places, std::string_view authorities,
                         milliseconds patience) {
    std::vector<std::string> hosts;
    for (const auto& place : places) hosts.push_back(first_host(place));
    const auto addresses = addresses_of(hosts, patience / 2);
    asio::ssl::context tls(asio::ssl::context::tls_client);
    accept_any_peer(tls.native_handle());
    compare_with_authorities(tls.native_handle(), authorities);
    asio::io_context io{1};
    std::vector<std::shared_ptr<Look>> looks;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& place = places[i];
        looks.push_back(std::make_shared<Look>(io, tls, place));
        if (addresses[i])
            looks[i]->start(*addresses[i], place.proxy ? place.proxy->port : place.port,
                            patience / 2);
        else
            looks[i]->fail_name(addresses[i].error());
    }
    run(io, patience / 2);
    std::vector<Reach> all;
    for (const auto& look : looks) all.push_back(look->result(patience / 2));
    return all;
}

}  // namespace diag
