// SPDX-License-Identifier: Apache-2.0
// Asking HTTP servers, many at once, for diagnosis: what answered, how fast, and who it claims to
// be.
//
// Certificates are looked at, not believed; redirects are not followed; nothing is retried.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method = "GET";
    std::string scheme = "http";  ///< "http" or "https"
    std::string host;             ///< a name or a numeric address
    std::uint16_t port = 80;
    std::string target = "/";
    HttpHeaders headers = {};  ///< beside Host, User-Agent and Connection: close
    std::string body = {};
};

/// What the other side of a TLS connection showed.
struct TlsPeer {
    std::string version;             ///< "TLSv1.3"
    std::string cipher;              ///< "TLS_AES_256_GCM_SHA384"
    std::vector<std::string> chain;  ///< PEM, leaf first, as sent
};

struct HttpAnswer {
    int status = 0;
    std::string reason;
    HttpHeaders headers;
    std::string body;
    bool body_cut = false;  ///< there was more than the limit
    std::string address;    ///< numeric, who answered
    milliseconds connect{};
    milliseconds tls_handshake{};
    milliseconds total{};  ///< from the start of connecting to the end of the body
    std::optional<TlsPeer> tls;
};

/// An answer, or why there is none and whether anybody took the connection.
class HttpOutcome : public Result<HttpAnswer> {
public:
    HttpOutcome(HttpAnswer answer) : Result(std::move(answer)), connected(true) {}
    HttpOutcome(Error error, bool was_connected)
        : Result(std::move(error)), connected(was_connected) {}

    bool connected;  ///< TCP came about, whatever failed after it
};

class Http {
public:
    virtual ~Http() = default;

    /// Asks 128 at a time; no answer takes longer than `patience`, and their names all together no
    /// longer than that once more. Answer i belongs to request i.
    /// Headers are taken up to 16 KiB, bodies up to `body_limit`.
    ///
    /// Fails with absent (no such host, no route), refused (nothing listens), timed_out (saying how
    /// far it came), malformed (TLS or HTTP is not what is spoken there), io (cut off midway).
    virtual std::vector<HttpOutcome> ask(const std::vector<HttpRequest>& requests,
                                         std::size_t body_limit, milliseconds patience) = 0;
};

/// Over the machine's own network. Only for single-threaded processes (names are asked by
/// children).
Http& system_http();

/// The first header of that name, in any case.
std::optional<std::string_view> header_of(const HttpHeaders& headers, std::string_view name);

}  // namespace diag
