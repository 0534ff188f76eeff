// SPDX-License-Identifier: Apache-2.0
// One HTTPS connection to a server that must prove itself, and to which we prove ourselves: the
// desk. Unlike http.hpp, which looks at whoever answers.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "platform/certificate.hpp"
#include "platform/http.hpp"
#include "platform/result.hpp"

namespace diag {

/// An HTTP proxy that lets CONNECT through (RFC 9110 9.3.6).
struct Proxy {
    std::string host;
    std::uint16_t port = 3128;
    std::string user, password;  ///< basic authentication; empty: none
};

/// Where to, and by whom we know that it is the right one.
struct HttpsPlace {
    std::string host;
    std::uint16_t port = 443;
    std::optional<Proxy> proxy;
    /// The server's certificate must be issued by it, for this host.
    std::optional<Certificate> authority;
    /// Instead, before there is one (enrolment): the SHA-256 of the authority's certificate, or its
    /// beginning; the server must show that certificate in its chain.
    std::string authority_digest;
    /// Whom we are; nullptr: nobody.
    const Certificate* certificate = nullptr;
    const PrivateKey* key = nullptr;
};

struct HttpsRequest {
    std::string_view method = "GET";
    std::string target = "/";
    HttpHeaders headers = {};
    std::string_view body = {};
    std::size_t answer_limit = 1 << 20;
    milliseconds patience{30'000};  ///< without any byte moving
};

/// Has the library read the files that it reads at first use, for who cannot open any later.
void ready_tls();

class Https {
public:
    /// Asked every 100 ms at the latest: true ends what is being done, with Fault::refused. Where
    /// there is none, a wait wakes nobody.
    using Stop = std::function<bool()>;

    explicit Https(HttpsPlace place, Stop stop = {});
    ~Https();
    Https(const Https&) = delete;
    Https& operator=(const Https&) = delete;

    /// Connects where no connection is open, within 15 s and the request's patience, asks, and
    /// leaves it open. TLS 1.2 at least, no renegotiation, the host's name checked.
    ///
    /// Fails with absent (no such host or proxy), refused (nothing listens; stopped; the proxy
    /// wants another login: 407), denied (the server's certificate does not prove it; ours is not
    /// wanted), timed_out, malformed (no TLS, no HTTP), io (cut off).
    Result<HttpAnswer> ask(const HttpsRequest& request);

    /// Ends what is being done, and all that is asked later, with Fault::refused. From any thread.
    void stop();

    /// Closes the connection; the next ask() opens one.
    void hang_up();

    /// The authority that the server showed, where it was known by its digest.
    const std::optional<Certificate>& shown_authority() const;

private:
    class Connection;
    Result<> connect(milliseconds patience);

    HttpsPlace place_;
    Stop stop_;
    std::mutex guard_;  ///< of what stop() touches
    bool stopped_ = false;
    std::unique_ptr<Connection> connection_;
    std::optional<Certificate> shown_;
};

/// "https://desk.example:8443/base" in parts. Fails with malformed.
struct HttpsUrl {
    std::string host;
    std::uint16_t port = 443;
    std::string path;  ///< without the slash at its end
};
Result<HttpsUrl> https_url_from(std::string_view text);

/// "http://proxy:3128". Fails with malformed, also where it holds a login, which belongs in no file
/// that others read.
Result<Proxy> proxy_from(std::string_view text);

}  // namespace diag
