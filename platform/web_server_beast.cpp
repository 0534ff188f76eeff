// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <csignal>
#include <thread>

#include "platform/web_visit_beast.hpp"

namespace diag {
namespace web {
namespace {

constexpr milliseconds breath{100};  // after a failed accept: no descriptor free, as a rule
constexpr milliseconds farewell{5'000};

/// Whether a client's certificate is in time is asked where it is known what it wants: an agent
/// that was away for long may still have its certificate renewed.
int verify_but_times(int fine, X509_STORE_CTX* context) {
    if (fine) return 1;
    const int error = X509_STORE_CTX_get_error(context);
    if (X509_STORE_CTX_get_error_depth(context) != 0 ||
        (error != X509_V_ERR_CERT_HAS_EXPIRED && error != X509_V_ERR_CERT_NOT_YET_VALID))
        return 0;
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return 1;
}

/// We speak HTTP/1.1, whatever else a client offers.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in,
                    unsigned in_size, void*) {
    static constexpr unsigned char ours[] = "\x08http/1.1";
    const int chosen = SSL_select_next_proto(const_cast<unsigned char**>(out), size, ours,
                                             sizeof ours - 1, in, in_size);
    return chosen == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

using TlsContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

Result<TlsContext> context_of(const WebTls& tls) {
    TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    auto* it = context.get();
    if (!it) return Error{Fault::bug, "OpenSSL makes no context"};
    SSL_CTX_set_min_proto_version(it, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(it, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(it, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION |
                                SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_num_tickets(it, 0);
    SSL_CTX_set_session_cache_mode(it, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(it, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                             SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_alpn_select_cb(it, choose_protocol, nullptr);
    SSL_CTX_set_verify(it, SSL_VERIFY_PEER, verify_but_times);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(it), tls.authority.native());
    SSL_CTX_add_client_CA(it, tls.authority.native());
    if (SSL_CTX_use_certificate(it, tls.certificate.native()) != 1 ||
        SSL_CTX_use_PrivateKey(it, tls.key.native()) != 1 ||
        SSL_CTX_add1_chain_cert(it, tls.authority.native()) != 1)
        return Error{Fault::malformed, "the server's certificate and key do not belong together"};
    return context;
}

/// A connection is a descriptor, and the usual 1,024 of a process are few.
void allow_descriptors(std::size_t connections) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    const auto wanted = std::min<rlim_t>(connections + 256, limit.rlim_max);
    if (limit.rlim_cur >= wanted) return;
    limit.rlim_cur = wanted;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

class Server final : public WebServer {
public:
    Server(const Plan& plan, WebService& service, TlsContext tls)
        : tls_(std::move(tls)),
          shared_{service, plan},
          io_(static_cast<int>(std::max(1u, plan.threads))),
          acceptor_(asio::make_strand(io_)),
          pause_(acceptor_.get_executor()) {}

    ~Server() override {
        asio::post(acceptor_.get_executor(), [this] {
            error_code ignored;
            acceptor_.close(ignored);
            pause_.cancel();
        });
        cut_all();
        for (milliseconds waited{0}; shared_.connections > 0 && waited < farewell;
             waited += milliseconds{5})
            std::this_thread::sleep_for(milliseconds{5});
        io_.stop();
    }

    Result<> open();
    std::uint16_t port() const override { return port_; }
    Figures figures() const override {
        return {shared_.connections, accepted_, shared_.turned_away, shared_.failed_handshakes,
                shared_.requests};
    }

private:
    void accept();
    void welcome(tcp::socket socket);
    void keep(const std::shared_ptr<Connection>& connection);
    void cut_all();

    TlsContext tls_;
    Shared shared_;
    asio::io_context io_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    std::uint16_t port_ = 0;
    std::atomic<std::uint64_t> accepted_{0};
    std::mutex mutex_;
    std::vector<std::weak_ptr<Connection>> connections_;
    std::vector<std::jthread> threads_;
};

Result<> Server::open() {
    error_code error;
    const auto address = asio::ip::make_address(shared_.plan.address, error);
    if (error)
        return Error{Fault::malformed, "'" + shared_.plan.address + "' is no numeric address"};
    const tcp::endpoint place(address, shared_.plan.port);
    const auto where = shared_.plan.address + ":" + std::to_string(shared_.plan.port);
    acceptor_.open(place.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(place, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use)
        return Error{Fault::refused, "somebody listens on " + where + " already"};
    if (error == asio::error::access_denied)
        return Error{Fault::denied, "we may not listen on " + where};
    if (error) return Error{Fault::io, "cannot listen on " + where + ": " + error.message()};
    port_ = acceptor_.local_endpoint(error).port();
    allow_descriptors(shared_.plan.most_connections);
    std::signal(SIGPIPE, SIG_IGN);
    accept();
    for (unsigned i = 0; i < std::max(1u, shared_.plan.threads); ++i)
        threads_.emplace_back([this] { io_.run(); });
    return {};
}

void Server::accept() {
    acceptor_.async_accept(asio::make_strand(io_), [this](error_code failed, tcp::socket socket) {
        if (failed == asio::error::operation_aborted || !acceptor_.is_open()) return;
        if (!failed) {
            welcome(std::move(socket));
            return accept();
        }
        pause_.expires_after(breath);
        pause_.async_wait([this](error_code cancelled) {
            if (!cancelled) accept();
        });
    });
}

void Server::welcome(tcp::socket socket) {
    if (shared_.connections >= shared_.plan.most_connections) {
        ++shared_.turned_away;
        return;
    }
    error_code ignored;
    const auto peer = socket.remote_endpoint(ignored).address().to_string();
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    ++accepted_;
    ++shared_.connections;
    if (tls_) {
        const auto visit = std::make_shared<Visit<TlsSocket>>(
            TlsSocket(std::move(socket), tls_.get()), shared_, peer);
        keep(visit);
        visit->start();
    } else {
        const auto visit = std::make_shared<Visit<tcp::socket>>(std::move(socket), shared_, peer);
        keep(visit);
        visit->start();
    }
}

void Server::keep(const std::shared_ptr<Connection>& connection) {
    const std::lock_guard hold(mutex_);
    // Those that ended are forgotten once they could be half of all.
    if (connections_.size() > 64 && connections_.size() > 2 * shared_.connections)
        std::erase_if(connections_, [](const auto& each) { return each.expired(); });
    connections_.push_back(connection);
}

void Server::cut_all() {
    const std::lock_guard hold(mutex_);
    for (const auto& each : connections_)
        if (const auto connection = each.lock()) connection->cut();
}

}  // namespace
}  // namespace web

Result<std::unique_ptr<WebServer>> WebServer::start(const Plan& plan, WebService& service) {
    web::TlsContext tls(nullptr, SSL_CTX_free);
    if (plan.tls) {
        auto made = web::context_of(*plan.tls);
        if (!made) return made.error();
        tls = std::move(*made);
    }
    auto server = std::make_unique<web::Server>(plan, service, std::move(tls));
    if (const auto open = server->open(); !open) return open.error();
    return std::unique_ptr<WebServer>(std::move(server));
}

}  // namespace diag
