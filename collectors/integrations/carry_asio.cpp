// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/carry_asio.hpp"

#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <memory>

#include "collectors/integrations/handshake_asio.hpp"
#include "platform/cpu_queue.hpp"
#include "platform/text.hpp"

namespace diag::integrations {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Endpoints = std::vector<tcp::endpoint>;

milliseconds uptime() { return system_clock().uptime(); }

/// What all visits share.
struct Yard {
    asio::io_context loop{1};
    asio::ssl::context context{asio::ssl::context::tls_client};
    milliseconds patience{};
};

/// One visit on its way. What it waits for keeps it alive.
class Carrier : public std::enable_shared_from_this<Carrier> {
public:
    Carrier(Yard& yard, const System& system, std::uint16_t port, Security security)
        : yard_(yard), stream_(yard.loop, yard.context), timer_(yard.loop), security_(security) {
        visit_.system = system;
        visit_.port = port;
    }

    void start(Endpoints where) {
        begun_ = uptime();
        where_ = std::move(where);
        visit_.step = Step::connect;
        connect();
    }

    void fail_name(Error error) { give_up(std::move(error)); }

    /// All time is up.
    void hurry() {
        if (second_) return second_->hurry();
        if (!over_) late();
    }

    const Visit& visit() const { return second_ ? second_->visit() : visit_; }

private:
    milliseconds since() const { return uptime() - begun_; }
    tcp::socket& socket() { return stream_.next_layer(); }

    /// To the next address. One that swallows everything has only its share of what is left.
    void connect() {
        const auto left = std::max(yard_.patience - since(), milliseconds{1});
        arm(left / static_cast<int>(where_.size() - tried_));
        const auto at = where_[tried_++];
        error_code ignored;
        socket().close(ignored);
        socket().async_connect(at,
                               [self = shared_from_this(), at, attempt = tried_](error_code error) {
                                   if (self->over_ || self->tried_ != attempt) return;
                                   if (error) self->note(error);
                                   if (error && self->tried_ < self->where_.size())
                                       return self->connect();
                                   if (error) return self->broken(self->told_);
                                   self->connected(at);
                               });
    }

    void connected(const tcp::endpoint& at) {
        reached_ = at;
        visit_.connect = since();
        visit_.address = at.address().to_string();
        if (visit_.system.connects_only) return finish();
        if (security_ == Security::plain) return ask();
        shake_hands();
    }

    void shake_hands() {
        visit_.step = Step::tls;
        arm(security_ == Security::automatic ? yard_.patience / 2 : yard_.patience);
        auto* tls = stream_.native_handle();
        const auto& host = visit_.system.host;
        if (!is_address(host)) SSL_set_tlsext_host_name(tls, host.c_str());
        // MS-TDS 2.2.6.5: TDS 8.0 is asked for so, where all of it is inside TLS.
        constexpr std::array<unsigned char, 8> tds{7, 't', 'd', 's', '/', '8', '.', '0'};
        if (product_of(visit_.system.kind).speech == Speech::tds)
            SSL_set_alpn_protos(tls, tds.data(), tds.size());
        stream_.async_handshake(
            asio::ssl::stream_base::client, [self = shared_from_this()](error_code error) {
                if (self->over_) return;
                if (error) return self->no_handshake(error);
                self->visit_.tls =
                    facts_of(self->stream_.native_handle(), self->visit_.system.host);
                self->ask();
            });
    }

    void no_handshake(const error_code& error) {
        if (security_ == Security::automatic && !is_alert(error)) return try_plain();
        broken(error);
    }

    /// The same again without TLS, which is told instead.
    void try_plain() {
        over_ = true;
        close();
        second_ = std::make_shared<Carrier>(yard_, visit_.system, visit_.port, Security::plain);
        second_->start({*reached_});
    }

    void ask() {
        visit_.step = Step::greeting;
        const auto& system = visit_.system;
        const auto* target = system.kind == Brand::safr ? "/version" : "/";
        out_ = question(product_of(system.kind).speech, target, server_text(visit_));
        arm(yard_.patience);
        const auto sent = [self = shared_from_this()](error_code error, std::size_t) {
            if (self->over_) return;
            // What it said before it hung up is still to be read.
            if (error && !is_end(error)) return self->broken(error);
            self->read();
        };
        if (visit_.tls)
            asio::async_write(stream_, asio::buffer(out_), sent);
        else
            asio::async_write(socket(), asio::buffer(out_), sent);
    }

    void read() {
        const auto took = [self = shared_from_this()](error_code error, std::size_t count) {
            if (self->over_) return;
            self->heard_.append(self->in_.data(), count);
            self->listen(error);
        };
        if (visit_.tls)
            stream_.async_read_some(asio::buffer(in_), took);
        else
            socket().async_read_some(asio::buffer(in_), took);
    }

    void listen(const error_code& error) {
        visit_.greeting = greeting_in(product_of(visit_.system.kind).speech, heard_);
        if (visit_.greeting.sense == Greeting::Sense::more && heard_.size() >= greeting_limit)
            visit_.greeting.sense = Greeting::Sense::strange;
        if (visit_.greeting.sense == Greeting::Sense::whole) return finish();
        if (visit_.greeting.sense == Greeting::Sense::strange)
            return give_up({Fault::malformed, "it says something else"});
        if (error) return broken(error);
        read();
    }

    void arm(milliseconds patience) {
        timer_.expires_after(patience);
        timer_.async_wait([self = shared_from_this()](error_code error) {
            // It may have been set anew while this was on its way.
            if (error || self->timer_.expiry() > std::chrono::steady_clock::now()) return;
            if (self->over_) return;
            if (!self->reached_ && self->tried_ < self->where_.size()) {
                self->note(asio::error::timed_out);
                return self->connect();
            }
            if (self->visit_.step == Step::tls && self->security_ == Security::automatic)
                return self->try_plain();
            self->late();
        });
    }

    /// One of several addresses failed.
    void note(const error_code& error) {
        if (!told_ || tells_more(error, told_)) told_ = error;
    }

    void late() {
        if (!reached_ && told_ && tells_more(told_, asio::error::timed_out)) return broken(told_);
        give_up({Fault::timed_out, std::string(reached_ ? "no answer" : "no connection") +
                                       " within " + std::to_string(yard_.patience.count()) +
                                       " ms"});
    }

    void broken(const error_code& error) {
        give_up({fault_of_connection(error),
                 is_end(error) ? "it hung up" : printable(error.message())});
    }

    void finish() {
        visit_.step = Step::whole;
        visit_.took = since();
        over_ = true;
        close();
    }

    void give_up(Error error) {
        visit_.failed = std::move(error);
        visit_.took = since();
        over_ = true;
        close();
    }

    void close() {
        error_code ignored;
        socket().shutdown(tcp::socket::shutdown_both, ignored);
        socket().close(ignored);
        timer_.cancel();
    }

    Yard& yard_;
    asio::ssl::stream<tcp::socket> stream_;
    asio::steady_timer timer_;
    Security security_;
    Visit visit_;
    milliseconds begun_ = uptime();
    Endpoints where_;
    std::size_t tried_ = 0;
    error_code told_;  ///< the most telling failure of an address so far
    std::optional<tcp::endpoint> reached_;
    std::array<char, 4096> in_{};
    std::string heard_, out_;
    bool over_ = false;
    std::shared_ptr<Carrier> second_;
};

/// IPv4 first: a site's IPv6 is often there in name only.
Endpoints endpoints_of(const Call& call) {
    Endpoints all;
    if (!call.addresses) return all;
    for (const auto& each : *call.addresses) {
        error_code error;
        const auto address = asio::ip::make_address(each, error);
        if (!error) all.emplace_back(address, call.port);
    }
    std::ranges::stable_partition(all,
                                  [](const tcp::endpoint& each) { return each.address().is_v4(); });
    return all;
}

}  // namespace

std::vector<Visit> visit_all(const std::vector<Call>& calls, const std::string& ca_file,
                             milliseconds patience, milliseconds in_all) {
    Yard yard{.patience = patience};
    compare_with_store(yard.context, ca_file);
    const auto queued = queued_for_cpu(::getpid());
    std::vector<std::shared_ptr<Carrier>> carriers;
    for (const auto& call : calls) {
        const auto& carrier = carriers.emplace_back(
            std::make_shared<Carrier>(yard, call.system, call.port, call.system.security));
        auto endpoints = endpoints_of(call);
        if (!endpoints.empty())
            carrier->start(std::move(endpoints));
        else
            carrier->fail_name(call.addresses ? Error{Fault::absent, "no address"}
                                              : Error{call.addresses.error().fault,
                                                      unnamed_reason(call.addresses.error())});
    }
    yard.loop.run_for(in_all);
    if (!yard.loop.stopped()) {
        // What came in time and was not yet looked at.
        yard.loop.poll();
        for (const auto& each : carriers) each->hurry();
        yard.loop.poll();
    }
    const bool starved = queued_for_cpu(::getpid()) - queued > patience / 4;
    std::vector<Visit> visits;
    for (std::size_t i = 0; i < carriers.size(); ++i) {
        visits.push_back(carriers[i]->visit());
        visits.back().starved = starved && calls[i].addresses.has_value();
    }
    return visits;
}

}  // namespace diag::integrations
