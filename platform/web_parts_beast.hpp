// SPDX-License-Identifier: Apache-2.0
// What a connection of a WebServer is made of, whatever stream lies below.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <map>
#include <mutex>
#include <string>

#include "platform/descriptor.hpp"
#include "platform/web_server.hpp"

namespace diag::web {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

inline constexpr std::uint32_t head_limit = 16 * 1024;
inline constexpr std::size_t block_size = 64 * 1024;
inline constexpr std::size_t most_outgoing = 1 << 20;
inline constexpr milliseconds handshake_patience{15'000};
inline constexpr milliseconds drain_patience{3'000};
inline constexpr std::size_t drain_limit = 16 << 20;

/// How many connections each client holds, by its key. From any thread.
class Holders {
public:
    /// With this one.
    std::size_t add(const std::string& key) {
        const std::lock_guard hold(mutex_);
        return ++counts_[key];
    }
    void remove(const std::string& key) {
        const std::lock_guard hold(mutex_);
        if (--counts_[key] == 0) counts_.erase(key);
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::size_t> counts_;
};

/// What all connections of a server share.
struct Shared {
    WebService& service;
    WebServer::Plan plan;
    std::atomic<std::uint64_t> connections{0}, requests{0}, failed_handshakes{0};
    std::atomic<std::uint64_t> turned_away{0};
    Holders holders = {};

    void ended() { --connections; }
};

/// Seen by the server: something it can end. From any thread.
class Connection {
public:
    virtual ~Connection() = default;
    virtual void cut() = 0;
};

/// Lets others put work on a connection's strand, until it is closed: the server may be gone then.
class Gate {
public:
    explicit Gate(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    template <class Work>
    void post(Work work) {
        const std::lock_guard hold(mutex_);
        if (open_) asio::post(executor_, std::move(work));
    }
    void close() {
        const std::lock_guard hold(mutex_);
        open_ = false;
        executor_ = {};  // it must not outlive the server, others' handles may
    }

private:
    std::mutex mutex_;
    bool open_ = true;
    asio::any_io_executor executor_;
};

/// The timer is cancelled when the answer comes, on the strand.
class Later final : public WebLater, public std::enable_shared_from_this<Later> {
public:
    Later(std::shared_ptr<Gate> gate, const asio::any_io_executor& executor)
        : timer(std::in_place, executor), gate_(std::move(gate)) {}

    void answer(WebAnswer answer) override {
        gate_->post([self = shared_from_this(), answer = std::move(answer)]() mutable {
            if (self->given || !self->timer) return;
            self->given = std::move(answer);
            self->timer->cancel();
        });
    }

    std::optional<asio::steady_timer> timer;  ///< gone when nobody waits any more
    std::optional<WebAnswer> given;

private:
    std::shared_ptr<Gate> gate_;
};

template <class Visit>
class LineEnd final : public WebLine {
public:
    LineEnd(std::shared_ptr<Gate> gate, std::weak_ptr<Visit> visit)
        : gate_(std::move(gate)), visit_(std::move(visit)) {}

    void send(std::string text) override {
        gate_->post([visit = visit_, text = std::move(text)]() mutable {
            if (const auto there = visit.lock()) there->push(std::move(text));
        });
    }
    void close() override {
        gate_->post([visit = visit_] {
            if (const auto there = visit.lock()) there->finish();
        });
    }

private:
    std::shared_ptr<Gate> gate_;
    std::weak_ptr<Visit> visit_;
};

/// The body of an answer, piece by piece: its text, or a part of a file.
class BodyReader {
public:
    explicit BodyReader(const WebAnswer& answer);
    /// Empty at its end, and where the file cannot be read. Holds until the next call.
    std::string_view next();
    std::uint64_t left() const { return left_; }

private:
    const WebAnswer& answer_;
    Descriptor file_;
    std::unique_ptr<char[]> block_;
    std::uint64_t at_ = 0, left_ = 0;
};

WebHead head_of(const http::request<http::buffer_body>& request,
                const boost::optional<std::uint64_t>& length, const std::string& address,
                const std::shared_ptr<const Certificate>& certificate);

/// Status and headers of an answer; its body is still to be added.
http::response<http::buffer_body> frame_of(const WebAnswer& answer, unsigned version, bool keep);

/// The request could not be read for what it says, not for how the line is.
bool is_nonsense(const error_code& failed);

websocket::stream_base::timeout timeouts_of(const WebUpgrade& upgrade);

/// The client's certificate, or nullptr.
std::shared_ptr<const Certificate> shown_by(SSL* connection);

// The service's calls; what they throw is 500, and told in the log.
WebReception begin(WebService& service, const WebHead& head);
Result<> give(WebBody& body, std::string_view bytes);
WebOutcome finished(WebBody& body);
/// False where it threw.
bool tell(WebListener& listener, std::string text);

}  // namespace diag::web
