// SPDX-License-Identifier: Apache-2.0
// Talking to a peer without touching the network: bytes come in, bytes to send go out. What drives
// hundreds of these at once is dialogues_asio.cpp; tests drive them by hand.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "collectors/cameras/rtp.hpp"
#include "platform/clock.hpp"

namespace diag::cameras {

/// Whom to connect to.
struct Peer {
    std::string address;  ///< numeric
    std::uint16_t port = 0;
    bool tls = false;
    std::string name;  ///< for TLS server name indication; empty where only an address is known
};

/// What TLS showed. Certificates are looked at, not believed.
struct TlsFacts {
    std::string version;
    std::string cipher;
    std::string subject;      ///< common name
    std::string fingerprint;  ///< SHA-256 of the leaf
    Time not_before{};
    Time not_after{};
    bool self_signed = false;
};

/// Why a connection could not be made or ended by itself.
enum class Failure {
    refused,      ///< the machine is there, nothing listens
    unreachable,  ///< no route to host or network
    timed_out,    ///< nothing came back in time
    closed,       ///< by the peer, in order
    reset,        ///< by the peer or something between
    tls,          ///< no TLS spoken, or nothing in common
    local,        ///< this machine could not: descriptors, memory, address family
};

std::string_view name_of(Failure failure);

/// What a dialogue wants next.
struct Turn {
    std::string send;
    /// How long from now until late() is called; nothing leaves that as it was.
    std::optional<milliseconds> patience;
    bool done = false;   ///< send, close, and it is over
    bool again = false;  ///< close, and connect anew
};

class Dialogue {
public:
    virtual ~Dialogue() = default;

    virtual const Peer& peer() const = 0;
    /// For connecting, TLS included.
    virtual milliseconds connect_patience() const = 0;

    virtual Turn connected(Instant now, const TlsFacts* tls) = 0;
    /// `bytes` as they came; never empty.
    virtual Turn received(std::string_view bytes, Instant now) = 0;
    /// No connection, or its end. After this only Turn::done and Turn::again mean anything.
    virtual Turn failed(Failure failure, Instant now) = 0;
    virtual Turn late(Instant now) = 0;
    /// Something another dialogue held may be free now.
    virtual Turn resume(Instant now) = 0;
    /// All time is up: say good-bye.
    virtual Turn hurry(Instant now) = 0;
};

/// Which dialogues to hold, and what becomes of them.
class Agenda {
public:
    virtual ~Agenda() = default;
    /// The next to begin, or nullptr while none may.
    virtual std::unique_ptr<Dialogue> next(Instant now) = 0;
    virtual void ended(std::unique_ptr<Dialogue> dialogue) = 0;
    /// Grows when resume() may have something to tell those in progress.
    virtual std::uint64_t changes() const = 0;
    /// Of those in progress, how many do not count among those held at once: the agenda itself
    /// bounds their number. changes() grows with it.
    virtual std::size_t uncounted() const { return 0; }
};

}  // namespace diag::cameras
