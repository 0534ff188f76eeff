// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

#include "collectors/cameras/switchboard_asio.hpp"
#include "platform/certificate.hpp"

namespace diag::cameras {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct Wire {
    explicit Wire(asio::io_context& loop) : socket(loop) {}
    tcp::socket socket;
    std::unique_ptr<asio::ssl::stream<tcp::socket&>> tls;
    std::array<char, 8192> in{};
    std::string waiting;   ///< to be sent
    std::string sending;   ///< on its way
    bool open = false;     ///< connected, TLS included
    bool reached = false;  ///< TCP connected
};

namespace {

/// For the last bytes of a dialogue that is over to leave.
constexpr milliseconds flush_patience{300};

Failure failure_of(const error_code& error, const Wire& wire) {
    namespace fault = asio::error;
    if (wire.reached && !wire.open) return Failure::tls;
    if (error == fault::eof || error == asio::ssl::error::stream_truncated) return Failure::closed;
    if (error == fault::connection_refused) return Failure::refused;
    if (error == fault::timed_out) return Failure::timed_out;
    if (error == fault::host_unreachable || error == fault::network_unreachable ||
        error == fault::network_down || error == fault::access_denied ||
        error == fault::no_permission)
        return Failure::unreachable;
    if (error.category() == fault::get_ssl_category()) return Failure::tls;
    if (error == fault::connection_reset || error == fault::broken_pipe ||
        error == fault::connection_aborted)
        return Failure::reset;
    return wire.reached ? Failure::reset : Failure::local;
}

TlsFacts facts_of(SSL* tls) {
    TlsFacts facts;
    facts.version = SSL_get_version(tls);
    if (const auto* cipher = SSL_get_cipher_name(tls)) facts.cipher = cipher;
    if (auto* leaf = SSL_get1_peer_certificate(tls)) {
        const auto certificate = Certificate::adopt(leaf);
        facts.subject = certificate.name();
        facts.fingerprint = certificate.fingerprint();
        facts.not_before = certificate.not_before();
        facts.not_after = certificate.not_after();
        facts.self_signed = certificate.self_signed();
    }
    return facts;
}

}  // namespace

void Line::drop() {
    if (!wire_) return;
    error_code ignored;
    wire_->socket.close(ignored);
    wire_.reset();
}

void Line::connect() {
    const auto& peer = dialogue_->peer();
    wire_ = std::make_shared<Wire>(board_.loop());
    arm(dialogue_->connect_patience());
    error_code error;
    const auto address = asio::ip::make_address(peer.address, error);
    const tcp::endpoint where(address, peer.port);
    if (!error) wire_->socket.open(where.protocol(), error);
    if (error) {
        asio::post(board_.loop(), [self = shared_from_this(), wire = wire_] {
            self->failed(wire, Failure::local);
        });
        return;
    }
    wire_->socket.async_connect(where, [self = shared_from_this(), wire = wire_](error_code fault) {
        if (wire != self->wire_) return;
        if (fault) return self->failed(wire, failure_of(fault, *wire));
        wire->reached = true;
        if (self->dialogue_->peer().tls) return self->shake_hands(wire);
        self->opened(wire);
    });
}

void Line::shake_hands(const WirePtr& wire) {
    wire->tls = std::make_unique<asio::ssl::stream<tcp::socket&>>(wire->socket, board_.secure());
    const auto& name = dialogue_->peer().name;
    if (!name.empty()) SSL_set_tlsext_host_name(wire->tls->native_handle(), name.c_str());
    wire->tls->async_handshake(asio::ssl::stream_base::client,
                               [self = shared_from_this(), wire](error_code fault) {
                                   if (wire != self->wire_) return;
                                   if (fault) return self->failed(wire, Failure::tls);
                                   self->opened(wire);
                               });
}

void Line::opened(const WirePtr& wire) {
    wire->open = true;
    if (wire->tls) {
        const auto facts = facts_of(wire->tls->native_handle());
        act(dialogue_->connected(instant_now(), &facts));
    } else {
        act(dialogue_->connected(instant_now(), nullptr));
    }
    if (wire == wire_) read(wire);
    board_.look();
}

void Line::read(const WirePtr& wire) {
    const auto took = [self = shared_from_this(), wire](error_code fault, std::size_t count) {
        if (wire != self->wire_) return;
        if (fault) return self->failed(wire, failure_of(fault, *wire));
        if (!self->over_)
            self->act(self->dialogue_->received({wire->in.data(), count}, instant_now()));
        if (wire == self->wire_) self->read(wire);
        self->board_.look();
    };
    if (wire->tls)
        wire->tls->async_read_some(asio::buffer(wire->in), took);
    else
        wire->socket.async_read_some(asio::buffer(wire->in), took);
}

void Line::write(const WirePtr& wire) {
    if (!wire->sending.empty()) return;
    if (wire->waiting.empty()) {
        if (over_) end();
        return;
    }
    wire->sending.swap(wire->waiting);
    const auto sent = [self = shared_from_this(), wire](error_code fault, std::size_t) {
        wire->sending.clear();
        if (wire != self->wire_) return;
        // Reading tells what happened to the connection; here only the end matters.
        if (fault && self->over_) return self->end();
        if (!fault) self->write(wire);
    };
    if (wire->tls)
        asio::async_write(*wire->tls, asio::buffer(wire->sending), sent);
    else
        asio::async_write(wire->socket, asio::buffer(wire->sending), sent);
}

void Line::failed(const WirePtr& wire, Failure failure) {
    if (wire != wire_) return;
    drop();
    if (over_) return end();
    act(dialogue_->failed(failure, instant_now()));
    board_.look();
}

void Line::arm(milliseconds patience) {
    timer_.expires_after(patience);
    timer_.async_wait([self = shared_from_this()](error_code fault) {
        // It may have been set anew while this was on its way.
        if (!fault && self->timer_.expiry() <= std::chrono::steady_clock::now()) self->rang();
    });
}

void Line::rang() {
    if (over_) return end();
    if (wire_ && !wire_->open)
        return failed(wire_, wire_->reached ? Failure::tls : Failure::timed_out);
    act(dialogue_->late(instant_now()));
    board_.look();
}

void Line::act(Turn turn) {
    if (over_) return;
    if (turn.again) {
        drop();
        return connect();
    }
    if (turn.patience) arm(*turn.patience);
    over_ = turn.done;
    if (over_ && (!wire_ || !wire_->open)) return end();
    if (over_) arm(flush_patience);
    if (!wire_) return;
    wire_->waiting += turn.send;
    write(wire_);
}

void Line::end() {
    over_ = true;
    drop();
    timer_.cancel();
    if (dialogue_) board_.over(shared_from_this());
}

}  // namespace diag::cameras
