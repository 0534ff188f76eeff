// SPDX-License-Identifier: Apache-2.0
// A call to a server: to the first of its addresses that takes the connection, with TLS where it
// comes to that, each step within its patience. What is said there is whose who derives from it.
#pragma once

#include <array>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/names.hpp"
#include "platform/result.hpp"

namespace diag {

using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

/// Numeric addresses with a port, those of IPv4 first: a site's IPv6 is often there in name only.
Endpoints endpoints_of(const Addresses& addresses, std::uint16_t port);

/// Its handlers run on one thread. What it waits for keeps it alive.
class Caller : public std::enable_shared_from_this<Caller> {
public:
    using Code = boost::system::error_code;

    Caller(boost::asio::io_context& loop, boost::asio::ssl::context& tls, milliseconds patience);
    virtual ~Caller() = default;
    Caller(const Caller&) = delete;

    /// One after the other until one takes the connection: one that swallows everything has only
    /// its share of what is left of the patience. `where` is not empty.
    void call(Endpoints where);

    /// All time is up.
    virtual void hurry();

protected:
    /// A server took the connection: address() is which.
    virtual void connected() = 0;
    /// The handshake is over; `error` says how, false where it succeeded.
    virtual void shaken(const Code& error) = 0;
    /// All was sent that was to be, or it failed.
    virtual void sent(const Code& error) = 0;
    /// Some of what is to be sent was taken, and not all of it yet.
    virtual void progressed() {}
    /// What came, and whether that was the last: both may be.
    virtual void received(std::string_view bytes, const Code& error) = 0;
    /// Nothing more comes of it. To be answered by finish().
    virtual void failed(Error error) = 0;
    /// A step took too long.
    virtual void late();
    /// How long the words of late() say that was waited.
    virtual milliseconds step_patience() const { return patience_; }

    /// From now on the step may take so long.
    void arm(milliseconds patience);
    void shake_hands(const std::string& host);
    void send(std::string bytes);
    void read();
    /// The connection is no longer any good.
    void broken(const Code& error);
    /// Nothing is told any more. What is still being sent may take so long.
    void finish(milliseconds farewell = milliseconds{});

    bool is_over() const { return over_; }
    bool is_secured() const { return secured_; }
    milliseconds patience() const { return patience_; }
    milliseconds since_start() const;
    const boost::asio::ip::tcp::endpoint& address() const { return where_[tried_ - 1]; }
    SSL* tls() { return tls_.native_handle(); }

private:
    bool has_more() const { return !reached_ && tried_ < where_.size(); }
    void connect();
    void note(const Code& error);
    void write();
    void close();

    template <class Visitor>
    void with_stream(Visitor visit) {
        secured_ ? visit(tls_) : visit(socket_);
    }

    boost::asio::ip::tcp::socket socket_;
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket&> tls_;
    boost::asio::steady_timer timer_;
    milliseconds patience_, begun_;
    Endpoints where_;
    std::size_t tried_ = 0;
    Code told_;  ///< the most telling failure of an address so far
    std::array<char, 4096> in_{};
    std::vector<std::unique_ptr<std::string>> out_;
    bool reached_ = false, secured_ = false, over_ = false;
};

/// Runs what was begun until all calls are over, or for `in_all` and then hurries them, who may
/// take `farewell` for their last words. Whether others had the processors for more than a quarter
/// of `patience` meanwhile: then a silence says nothing.
bool carry(boost::asio::io_context& loop, const std::vector<std::shared_ptr<Caller>>& callers,
           milliseconds patience, milliseconds in_all, milliseconds farewell);

}  // namespace diag
