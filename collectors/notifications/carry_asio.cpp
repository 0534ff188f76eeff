// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/carry_asio.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <memory>

#include "collectors/notifications/dialogue.hpp"
#include "platform/certificate.hpp"
#include "platform/cpu_queue.hpp"
#include "platform/names.hpp"
#include "platform/shown_tls_openssl.hpp"
#include "platform/text.hpp"
#include "platform/tls.hpp"

namespace diag::notifications {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// For the last bytes of a dialogue that is over to leave.
constexpr milliseconds farewell{300};

milliseconds uptime() { return system_clock().uptime(); }

/// One dialogue on its way. What it waits for keeps it alive.
class Carrier : public std::enable_shared_from_this<Carrier> {
public:
    Carrier(asio::io_context& loop, asio::ssl::context& context, Dialogue dialogue,
            milliseconds patience)
        : socket_(loop),
          tls_(socket_, context),
          timer_(loop),
          dialogue_(std::move(dialogue)),
          patience_(patience) {}

    void start(std::vector<tcp::endpoint> where) {
        begun_ = uptime();
        where_ = std::move(where);
        connect();
    }

    /// All time is up.
    void hurry() {
        if (!over_) late();
    }

    const Visit& visit() const { return dialogue_.visit(); }

private:
    milliseconds since() const { return uptime() - begun_; }

    /// To the next address. One that swallows everything has only its share of what is left.
    void connect() {
        const auto left = std::max(patience_ - since(), milliseconds{1});
        arm(left / static_cast<int>(where_.size() - tried_));
        const auto at = where_[tried_++];
        error_code ignored;
        socket_.close(ignored);
        socket_.async_connect(
            at, [self = shared_from_this(), at, attempt = tried_](error_code error) {
                if (self->over_ || self->tried_ != attempt) return;
                if (error) self->note(error);
                if (error && self->has_more()) return self->connect();
                if (error) return self->broken(self->told_);
                self->reached_ = true;
                self->dialogue_.connected(self->since(), at.address().to_string());
                if (self->dialogue_.begins_with_tls()) return self->shake_hands();
                self->arm(self->patience_);
                self->read();
            });
    }

    bool has_more() const { return !reached_ && tried_ < where_.size(); }

    void arm(milliseconds patience) {
        timer_.expires_after(patience);
        timer_.async_wait([self = shared_from_this()](error_code error) {
            // It may have been set anew while this was on its way.
            if (error || self->timer_.expiry() > std::chrono::steady_clock::now()) return;
            if (self->over_) return self->close();
            if (!self->has_more()) return self->late();
            self->note(asio::error::timed_out);
            self->connect();
        });
    }

    milliseconds step_patience() const { return patience_ * dialogue_.patience_factor(); }

    /// One of several addresses failed.
    void note(const error_code& error) {
        if (!told_ || tells_more(error, told_)) told_ = error;
    }

    void late() {
        if (!reached_ && told_ && tells_more(told_, asio::error::timed_out)) return broken(told_);
        act(dialogue_.failed(Fault::timed_out,
                             std::string(reached_ ? "no answer" : "no connection") + " within " +
                                 std::to_string(step_patience().count()) + " ms"));
    }

    void broken(const error_code& error) {
        const bool closed =
            error == asio::error::eof || error == asio::ssl::error::stream_truncated;
        act(dialogue_.failed(fault_of_connection(error),
                             closed ? "the server hung up" : printable(error.message())));
    }

    void shake_hands() {
        arm(patience_);
        const auto& host = dialogue_.host();
        if (!is_address(host)) SSL_set_tlsext_host_name(tls_.native_handle(), host.c_str());
        tls_.async_handshake(
            asio::ssl::stream_base::client, [self = shared_from_this()](error_code error) {
                if (self->over_) return;
                if (error) return self->broken(error);
                self->secured_ = true;
                self->arm(self->patience_);
                self->act(self->dialogue_.secured(
                    facts_of(self->tls_.native_handle(), self->dialogue_.host()), self->since()));
                if (!self->over_) self->read();
            });
    }

    void read() {
        const auto took = [self = shared_from_this()](error_code error, std::size_t count) {
            if (self->over_) return;
            if (error) return self->broken(error);
            const auto turn = self->dialogue_.received({self->in_.data(), count}, self->since());
            if (!turn.send.empty() && !turn.done) self->arm(self->step_patience());
            self->act(turn);
            if (!self->over_ && !turn.secure) self->read();
        };
        if (secured_)
            tls_.async_read_some(asio::buffer(in_), took);
        else
            socket_.async_read_some(asio::buffer(in_), took);
    }

    /// A dialogue speaks only when it was answered, so there is never more than one thing to send,
    /// but for a farewell, which goes after it.
    void act(const Turn& turn) {
        if (over_) return;
        over_ = turn.done;
        if (turn.secure) return shake_hands();
        if (over_) arm(farewell);
        if (turn.send.empty() || !socket_.is_open()) return over_ ? close() : void();
        out_.push_back(std::make_unique<std::string>(turn.send));
        if (out_.size() == 1) write();
    }

    void write() {
        const auto sent = [self = shared_from_this()](error_code error, std::size_t) {
            self->out_.erase(self->out_.begin());
            if (!error && !self->out_.empty()) return self->write();
            if (self->over_) self->close();
        };
        if (secured_)
            asio::async_write(tls_, asio::buffer(*out_.front()), sent);
        else
            asio::async_write(socket_, asio::buffer(*out_.front()), sent);
    }

    void close() {
        error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_both, ignored);
        socket_.close(ignored);
        timer_.cancel();
    }

    tcp::socket socket_;
    asio::ssl::stream<tcp::socket&> tls_;
    asio::steady_timer timer_;
    Dialogue dialogue_;
    milliseconds patience_;
    milliseconds begun_{};
    std::vector<tcp::endpoint> where_;
    std::size_t tried_ = 0;
    error_code told_;  ///< the most telling failure of an address so far
    std::array<char, 4096> in_{};
    std::vector<std::unique_ptr<std::string>> out_;
    bool reached_ = false;
    bool secured_ = false;
    bool over_ = false;
};

/// IPv4 first: a site's way out by IPv6 is often there in name only.
std::vector<tcp::endpoint> endpoints_of(const Call& call) {
    std::vector<tcp::endpoint> all;
    if (!call.addresses) return all;
    for (const auto& each : *call.addresses) {
        error_code error;
        const auto address = asio::ip::make_address(each, error);
        if (!error) all.emplace_back(address, call.errand.port);
    }
    std::stable_partition(all.begin(), all.end(),
                          [](const tcp::endpoint& each) { return each.address().is_v4(); });
    return all;
}

}  // namespace

std::vector<Visit> visit_all(const std::vector<Call>& calls, milliseconds patience,
                             milliseconds in_all) {
    asio::io_context loop{1};
    asio::ssl::context context(asio::ssl::context::tls_client);
    accept_any_peer(context.native_handle());
    // What they show is compared with this machine's authorities all the same, and told.
    SSL_CTX_set_default_verify_paths(context.native_handle());
    const auto queued = queued_for_cpu(::getpid());
    std::vector<std::shared_ptr<Carrier>> carriers;
    for (const auto& call : calls) {
        Dialogue dialogue(call.errand, patience);
        const auto endpoints = endpoints_of(call);
        if (endpoints.empty())
            dialogue.failed(call.addresses ? Fault::absent : call.addresses.error().fault,
                            call.addresses ? "no address" : unnamed_reason(call.addresses.error()));
        carriers.push_back(std::make_shared<Carrier>(loop, context, std::move(dialogue), patience));
        if (!endpoints.empty()) carriers.back()->start(endpoints);
    }
    loop.run_for(in_all);
    if (!loop.stopped()) {
        // What came in time and was not yet looked at.
        loop.poll();
        for (const auto& each : carriers) each->hurry();
        loop.run_for(farewell);
    }
    const bool starved = queued_for_cpu(::getpid()) - queued > patience / 4;
    std::vector<Visit> visits;
    for (std::size_t i = 0; i < carriers.size(); ++i) {
        visits.push_back(carriers[i]->visit());
        if (!calls[i].addresses) visits.back().step = "name";
        visits.back().starved = starved && calls[i].addresses;
    }
    return visits;
}

}  // namespace diag::notifications
