// SPDX-License-Identifier: Apache-2.0
#include "platform/caller_asio.hpp"

#include <unistd.h>

#include <algorithm>

#include "platform/cpu_queue.hpp"
#include "platform/network_fault_beast.hpp"
#include "platform/text.hpp"

namespace diag {

namespace asio = boost::asio;
using asio::ip::tcp;

Endpoints endpoints_of(const Addresses& addresses, std::uint16_t port) {
    Endpoints all;
    for (const auto& each : addresses) {
        Caller::Code error;
        const auto address = asio::ip::make_address(each, error);
        if (!error) all.emplace_back(address, port);
    }
    std::ranges::stable_partition(all,
                                  [](const tcp::endpoint& each) { return each.address().is_v4(); });
    return all;
}

Caller::Caller(asio::io_context& loop, asio::ssl::context& tls, milliseconds patience)
    : socket_(loop),
      tls_(socket_, tls),
      timer_(loop),
      patience_(patience),
      begun_(system_clock().uptime()) {}

void Caller::call(Endpoints where) {
    begun_ = system_clock().uptime();
    where_ = std::move(where);
    connect();
}

void Caller::hurry() {
    if (!over_) late();
}

milliseconds Caller::since_start() const { return system_clock().uptime() - begun_; }

void Caller::connect() {
    const auto left = std::max(patience_ - since_start(), milliseconds{1});
    arm(left / static_cast<int>(where_.size() - tried_));
    const auto at = where_[tried_++];
    Code ignored;
    socket_.close(ignored);
    socket_.async_connect(at, [self = shared_from_this(), attempt = tried_](Code error) {
        if (self->over_ || self->tried_ != attempt) return;
        if (error) self->note(error);
        if (error && self->has_more()) return self->connect();
        if (error) return self->broken(self->told_);
        self->reached_ = true;
        self->connected();
    });
}

void Caller::arm(milliseconds patience) {
    timer_.expires_after(patience);
    timer_.async_wait([self = shared_from_this()](Code error) {
        // It may have been set anew while this was on its way.
        if (error || self->timer_.expiry() > std::chrono::steady_clock::now()) return;
        if (self->over_) return self->close();
        if (!self->has_more()) return self->late();
        self->note(asio::error::timed_out);
        self->connect();
    });
}

/// One of several addresses failed.
void Caller::note(const Code& error) {
    if (!told_ || tells_more(error, told_)) told_ = error;
}

void Caller::late() {
    if (!reached_ && told_ && tells_more(told_, asio::error::timed_out)) return broken(told_);
    failed({Fault::timed_out, std::string(reached_ ? "no answer" : "no connection") + " within " +
                                  std::to_string(step_patience().count()) + " ms"});
}

void Caller::broken(const Code& error) {
    failed({fault_of(error), is_end(error) ? "the server hung up" : printable(error.message())});
}

void Caller::shake_hands(const std::string& host) {
    if (!is_address(host)) SSL_set_tlsext_host_name(tls_.native_handle(), host.c_str());
    tls_.async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](Code error) {
        if (self->over_) return;
        self->secured_ = !error;
        self->shaken(error);
    });
}

void Caller::send(std::string bytes) {
    if (bytes.empty() || !socket_.is_open()) return;
    out_.push_back(std::make_unique<std::string>(std::move(bytes)));
    if (out_.size() == 1) write();
}

void Caller::write() {
    const auto wrote = [self = shared_from_this()](Code error, std::size_t) {
        self->out_.erase(self->out_.begin());
        if (!error && !self->out_.empty()) return self->write();
        self->over_ ? self->close() : self->sent(error);
    };
    // Asked before each part of it.
    const auto next = [self = shared_from_this()](const Code& error, std::size_t done) {
        constexpr std::size_t part = 65'536;
        if (error) return std::size_t{0};
        if (done > 0 && done < self->out_.front()->size() && !self->over_) self->progressed();
        return part;
    };
    with_stream(
        [&](auto& stream) { asio::async_write(stream, asio::buffer(*out_.front()), next, wrote); });
}

void Caller::read() {
    const auto took = [self = shared_from_this()](Code error, std::size_t count) {
        if (!self->over_) self->received({self->in_.data(), count}, error);
    };
    with_stream([&](auto& stream) { stream.async_read_some(asio::buffer(in_), took); });
}

void Caller::finish(milliseconds farewell) {
    over_ = true;
    if (farewell.count() > 0 && !out_.empty() && socket_.is_open()) return arm(farewell);
    close();
}

void Caller::close() {
    Code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
    timer_.cancel();
}

bool carry(asio::io_context& loop, const std::vector<std::shared_ptr<Caller>>& callers,
           milliseconds patience, milliseconds in_all, milliseconds farewell) {
    const auto queued = queued_for_cpu(::getpid());
    loop.run_for(in_all);
    if (!loop.stopped()) {
        // What came in time and was not yet looked at.
        loop.poll();
        for (const auto& each : callers) each->hurry();
        farewell.count() > 0 ? loop.run_for(farewell) : loop.poll();
    }
    return queued_for_cpu(::getpid()) - queued > patience / 4;
}

}  // namespace diag
