// SPDX-License-Identifier: Apache-2.0
// The desk's server, as an engineer asks it: PROTOCOL.md, "Engineers".
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "desk/commands/signing.hpp"
#include "desk/home.hpp"
#include "platform/command_line.hpp"
#include "platform/https.hpp"
#include "platform/json.hpp"

namespace diag::desk {

inline constexpr Option url_option{
    .name = "--url",
    .value = "URL",
    .help = "the desk's server, https://HOST[:PORT]; default: url of desk.toml"};

/// From --url, else desk.toml. Fails with refused or malformed, saying what to write where.
Result<std::string> url_asked_for(const Invocation& invocation, const Home& home);

/// How soon an engineer's command asks again: within half a minute.
inline constexpr milliseconds soonest_again{1'000};
inline constexpr milliseconds latest_again{30'000};

class DeskServer {
public:
    DeskServer(const HttpsUrl& url, Signer engineer, const Certificate& authority);

    const Signer& engineer() const { return engineer_; }

    /// A document of at most 64 MiB. Fails as ask() does.
    Result<json::value> get(const std::string& target);

    /// An answer of 2xx. What else it says becomes a fault: denied (401, 403), absent (404),
    /// refused (409, 413, 416), malformed (400, and what we do not know), timed_out (429, 5xx: it
    /// has no time now).
    ///
    /// Where there is no answer it is io, or refused when the person wants an end (interrupted()).
    Result<HttpAnswer> ask(HttpsRequest request);

    /// Whether what was asked last may have come to the server.
    bool may_have_arrived() const { return may_have_arrived_; }

private:
    Error no_answer(const Error& error);

    std::string name_;  ///< "https://HOST:PORT", for sentences
    std::string base_;
    Signer engineer_;
    Https https_;
    bool may_have_arrived_ = false;
};

/// It was not reached, or had no time: it may answer when it is asked once more.
bool may_pass(const Error& error);

/// From --url, --cert, `key` (the option that names the engineer's key) and the desk's authority.
/// Interrupts are watched for from then on.
Result<std::unique_ptr<DeskServer>> desk_server(const Invocation& invocation, const Home& home,
                                                std::string_view key = key_option.name);

/// Waits, a tenth of a second at a time. False when the person wants an end.
bool waited(milliseconds span);

/// As failure() of saying.hpp, but 74 wherever may_pass().
int server_failure(const Error& error);

}  // namespace diag::desk
