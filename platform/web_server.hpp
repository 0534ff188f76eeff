// SPDX-License-Identifier: Apache-2.0
// Answering HTTP: a desk over TLS, where clients may prove who they are, or a page and figures on
// loopback.
//
// What is to be answered is up to a WebService. Its calls come from several threads at once, one
// connection's in order; they may block on local disk for as long as it takes, and on nothing else.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "platform/certificate.hpp"
#include "platform/http.hpp"
#include "platform/result.hpp"

namespace diag {

/// A request, its body not yet read.
struct WebHead {
    std::string method;
    std::string path;   ///< without the query; as sent, nothing decoded; begins with '/'
    std::string query;  ///< behind the '?', as sent
    HttpHeaders headers;
    std::optional<std::uint64_t> length;  ///< of the body, where it was said
    std::string address;                  ///< numeric, whose connection it is
    /// The client's, of a chain that ends in our authority; nullptr: it showed none. Whether it was
    /// revoked is not asked.
    std::shared_ptr<const Certificate> certificate;
};

/// A part of a file as a body.
struct WebFile {
    std::filesystem::path path;
    std::uint64_t from = 0;
    std::uint64_t size = 0;
};

struct WebAnswer {
    int status = 200;
    HttpHeaders headers = {};
    std::string body = {};
    std::optional<WebFile> file = {};  ///< instead of `body`
    bool close = false;                ///< the connection ends with it
};

/// {"error": sentence} under that status.
WebAnswer web_error(int status, std::string_view sentence);

/// An answer that comes later, from any thread; the first one counts.
class WebLater {
public:
    virtual ~WebLater() = default;
    virtual void answer(WebAnswer answer) = 0;
};

/// Waits at most `patience`, then answers with `otherwise`. `begin` is called once, with what to
/// answer through; it may be kept and used after the client went away.
struct WebWait {
    milliseconds patience{};
    WebAnswer otherwise;
    std::function<void(std::shared_ptr<WebLater>)> begin;
};

using WebOutcome = std::variant<WebAnswer, WebWait>;

/// Takes a body as it comes. Destroyed without finish() where the client went away.
class WebBody {
public:
    virtual ~WebBody() = default;
    /// Fails to end it there: the error becomes the answer by `refusal`.
    virtual Result<> take(std::string_view bytes) = 0;
    virtual WebOutcome finish() = 0;
    /// The answer where take() failed.
    virtual WebAnswer refusal(const Error& error) = 0;
};

/// Our end of a WebSocket. From any thread; after the line is gone it does nothing.
class WebLine {
public:
    virtual ~WebLine() = default;
    /// Queues a text message. A client that takes none until 1 MiB waits is cut off.
    virtual void send(std::string text) = 0;
    /// After what is queued was sent.
    virtual void close() = 0;
};

/// What becomes of a WebSocket's messages.
class WebListener {
public:
    virtual ~WebListener() = default;
    virtual void opened(std::shared_ptr<WebLine> line) = 0;
    virtual void message(std::string text) = 0;
    /// Last call, once, whatever ended it.
    virtual void closed() = 0;
};

/// Upgrades the connection; 426 where the client asked for no WebSocket.
struct WebUpgrade {
    std::shared_ptr<WebListener> listener;
    std::size_t message_limit = 1 << 20;
    milliseconds idle{90'000};  ///< pinged after half of it, cut off after all of it
};

using WebReception = std::variant<WebAnswer, WebWait, std::unique_ptr<WebBody>, WebUpgrade>;

class WebService {
public:
    virtual ~WebService() = default;
    /// What is to be done with a request, from its head. An answer that does not take the body
    /// closes the connection when there is one.
    virtual WebReception begin(const WebHead& head) = 0;
};

/// A body of at most `limit` bytes in memory, then `answer` of it. 413 above.
std::unique_ptr<WebBody> whole_body(std::size_t limit,
                                    std::function<WebOutcome(std::string body)> answer);

/// Whom a server is and whom it believes: TLS 1.2 at least, 1.3 preferred, no renegotiation, no
/// resumption.
struct WebTls {
    Certificate certificate;
    PrivateKey key;
    Certificate authority;  ///< of clients, and sent along with our certificate
};

class WebServer {
public:
    struct Plan {
        std::string address = "127.0.0.1";  ///< numeric
        std::uint16_t port = 0;             ///< 0: any
        std::optional<WebTls> tls;
        unsigned threads = 1;
        std::size_t most_connections = 1024;  ///< more are closed at once
        /// ... of one client with a certificate, by its key: nobody takes the places of all. As
        /// many again are answered with 429, more are closed at once.
        std::size_t most_of_one = 16;
        milliseconds patience{30'000};  ///< for a head, and for a body to move
    };

    /// Listens from when this returns. Fails with refused (somebody listens there), denied (a port
    /// below 1024 without the right), malformed (no address).
    static Result<std::unique_ptr<WebServer>> start(const Plan& plan, WebService& service);

    /// Ends connections and threads; waits for calls of the service that are under way.
    virtual ~WebServer() = default;

    virtual std::uint16_t port() const = 0;

    /// What the server did since it began, and does now.
    struct Figures {
        std::uint64_t connections = 0;  ///< now
        std::uint64_t accepted = 0, turned_away = 0, failed_handshakes = 0, requests = 0;
    };
    virtual Figures figures() const = 0;
};

}  // namespace diag
