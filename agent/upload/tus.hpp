// SPDX-License-Identifier: Apache-2.0
// Sending one file by tus 1.0 (tus.io/protocols/resumable-upload): in pieces, each acknowledged by
// the server, resumed where the server says after whatever happened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "platform/http.hpp"
#include "platform/result.hpp"

namespace diag::upload {

/// The server, as this room sees it. Https is one; tests have others.
class Server {
public:
    virtual ~Server() = default;
    struct Asked {
        std::string_view method;
        std::string target;
        HttpHeaders headers = {};
        std::string_view body = {};
    };
    virtual Result<HttpAnswer> ask(const Asked& asked) = 0;
};

/// What is to be sent. It does not change while it is.
struct Parcel {
    std::filesystem::path file;
    std::uint64_t size = 0;
    std::string bundle;  ///< its id
    std::string sha256;  ///< of the whole file, lower-case hex
};

/// How much at once: grows while pieces pass quickly, shrinks when they do not or when a proxy
/// refuses big ones.
class ChunkSize {
public:
    static constexpr std::uint64_t least = 256 << 10;
    static constexpr std::uint64_t most = 8 << 20;

    std::uint64_t bytes() const { return bytes_; }
    /// A piece was acknowledged; quick ones call for bigger ones.
    void passed(milliseconds took);
    /// A piece was lost.
    void lost();
    /// 413: bodies of this size do not pass. False when not even the least does.
    bool refused();

private:
    std::uint64_t bytes_ = least * 4;
    std::uint64_t ceiling_ = most;
};

struct Progress {
    std::uint64_t acknowledged = 0;  ///< by the server
    std::uint64_t size = 0;
    double rate = 0;                   ///< bytes/s since this call began
    std::optional<milliseconds> left;  ///< at that rate
    std::string trouble;               ///< why nothing moves; empty while it does
};

struct Habits {
    std::uint64_t rate_limit = 0;         ///< bytes/s; 0: none
    milliseconds window{3'600'000 * 24};  ///< gives up after this without an end
};

/// Told what happens; answers whether to go on. Called before each wait and after each piece.
using Watch = std::function<bool(const Progress&)>;

/// What is kept between tries, and across reboots: where the server keeps this upload.
class Memory {
public:
    explicit Memory(std::filesystem::path file) : file_(std::move(file)) {}
    std::string location() const;
    Result<> remember(const std::string& location) const;
    void forget() const;

private:
    std::filesystem::path file_;
};

/// Sends the file whole. `base` is where uploads are created ("/v1/files/"). Does not give up while
/// `watch` says so and the window is open: a server that is gone may come back.
///
/// Fails with refused (the server does not want this file: quota, not a bundle; `watch` said no),
/// denied (it does not know us), absent or io (the file), timed_out (the window).
Result<> send(const Parcel& parcel, const std::string& base, Server& server, const Memory& memory,
              const Habits& habits, Clock& clock, const Watch& watch);

}  // namespace diag::upload
