// SPDX-License-Identifier: Apache-2.0
// Asking one mongod, directly, over its wire protocol. The only door to libmongoc.
//
// Everything here blocks and may hang in a name look-up (getaddrinfo(3) has no deadline): call it
// in a disposable child. Each Conversation is one connection and nothing is asked twice, so that a
// node that is ill is not pressed. A wrong password is met with one connection: within it libmongoc
// proves it twice, first with its greeting (the "speculative" login) and then in the plain way.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::mongo {

/// How to reach a node.
struct Peer {
    std::string host;  ///< name or numeric address, IPv6 without brackets
    std::uint16_t port = 27017;
    bool tls = false;
    std::string ca_file;    ///< PEM; empty: no certificate is believed, and none refused
    bool any_name = false;  ///< the certificate may be for another name, as for a node on loopback
};

/// Who we are. The password never leaves this machine: only SCRAM is spoken (RFC 7677).
struct Login {
    std::string user;
    std::string password;
    std::string database;     ///< where the user is defined; empty: admin
    bool sha256_only = true;  ///< refuse SCRAM-SHA-1, which is quicker to guess from a recording
};

/// Loads the library, which takes about 10 ms, once a process: call it before forking children who
/// are to ask. Fails with unsupported where it is not installed.
Result<> ready();

/// Begins Error::what where TLS did not come about: no certificate, one not believed, no TLS there.
inline constexpr std::string_view no_tls = "TLS: ";

/// Faults: refused (nothing listens), timed_out (silent), absent (no such host, no way to it), io
/// (the connection was cut, or no TLS), malformed (speaks, but not as mongod does), full (an answer
/// beyond the limit), unsupported (older than MongoDB 3.6), denied (the login was refused).
/// No fault's words hold user or password.
class Conversation {
public:
    /// Prepares; the first question connects. `patience` bounds connecting, and each answer.
    static Result<Conversation> with(const Peer& peer, const Login* login, milliseconds patience);

    Conversation(Conversation&&) noexcept;
    Conversation& operator=(Conversation&&) noexcept;
    ~Conversation();

    /// Runs a read-only `command`, a JSON document, on `database`. The answer is relaxed extended
    /// JSON of at most `limit` bytes of BSON; a server's own error ({"ok": 0, "code": 13, ...}) is
    /// an answer too. Cluster times and their signatures are left out.
    Result<std::string> ask(std::string_view database, std::string_view command, std::size_t limit);

private:
    struct Client;
    explicit Conversation(std::unique_ptr<Client> client);
    std::unique_ptr<Client> client_;
};

/// What the node says of itself and its set, without any account: the answer to `hello`, or to
/// `isMaster` where that is not known yet (before 4.2.10). JSON text.
Result<std::string> hello(Conversation& conversation);

/// Asks a node that need not be named by its certificate, by a connection without TLS, and where it
/// hangs up on that by another with it. Of two failures the first is told. Blocks at most about as
/// long as two times what `inquiry` asks, name look-up aside.
using Inquiry = std::function<Result<std::string>(Conversation&)>;
Result<std::string> ask_either_way(const std::string& host, std::uint16_t port,
                                   milliseconds patience, const Inquiry& inquiry);

/// The same so. Blocks at most about three times `patience`.
Result<std::string> hello(const std::string& host, std::uint16_t port, milliseconds patience);

}  // namespace diag::mongo
