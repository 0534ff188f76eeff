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

    /// `first`: where to begin; 0: nothing is known of the way.
    explicit ChunkSize(std::uint64_t first = 0);

    std::uint64_t bytes() const { return bytes_; }
    /// A piece was acknowledged; quick ones call for bigger ones.
    void passed(milliseconds took);
    /// A piece was lost.
    void lost();
    /// 413: bodies of this size do not pass. False when not even the least does.
    bool refused();

private:
    std::uint64_t bytes_;
    std::uint64_t ceiling_ = most;
};

struct Progress {
    std::uint64_t acknowledged = 0;  ///< by the server
    std::uint64_t sent = 0;          ///< of it since this call began
    std::uint64_t size = 0;
    double rate = 0;                   ///< bytes/s since this call began
    std::optional<milliseconds> left;  ///< at that rate
    std::string trouble;               ///< why nothing moves; empty while it does
};

struct Habits {
    std::uint64_t rate_limit = 0;         ///< bytes/s; 0: none
    milliseconds window{3'600'000 * 24};  ///< gives up after this without an end
    std::uint64_t first_piece = 0;        ///< bytes; 0: as ChunkSize begins
    milliseconds heed{500};  ///< `watch` is asked this often in a pause, as the clock may not wake
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
/// Fails with refused (the server does not want this file now, such as over a quota; `watch` said
/// no), malformed (it looked at all of it and turned it down: 422), denied (it does not know us),
/// absent or io (the file), timed_out (the window).
Result<> send(const Parcel& parcel, const std::string& base, Server& server, const Memory& memory,
              const Habits& habits, Clock& clock, const Watch& watch);

/// What became of an upload that is taken back.
enum class Withdrawal {
    nothing,  ///< there was nothing to forget, or the server cannot
    deleted,  ///< the server has nothing of it any longer
    too_late  ///< it had all of it and keeps it
};

/// Has the server forget what it was sent of an upload that `memory` knows, where it can (tus:
/// termination). One that it does not know may have come to its end, and its answer been lost:
/// `parcel`, where given, is called then and offered anew, as a server that has it says so. Fails
/// as the server and `parcel` do; then it is remembered still and may be tried again.
Result<Withdrawal> withdraw(const std::string& base, Server& server, const Memory& memory,
                            const std::function<Result<Parcel>()>& parcel = {});

/// What the way to the desk lets through.
struct Way {
    bool known = false;           ///< false: the server has no such test
    std::uint64_t rate = 0;       ///< bytes/s
    std::uint64_t piece() const;  ///< a good size to begin with; 0: not known
};

/// Sends a body of 256 KiB that nobody keeps (`target` is "/v1/probe"), before anything is
/// collected. Fails where bodies do not pass, or nobody answers: the reason in words.
Result<Way> probe(const std::string& target, Server& server, Clock& clock);

}  // namespace diag::upload
