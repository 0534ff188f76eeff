// SPDX-License-Identifier: Apache-2.0
// One upload from where it stands to its end. For the sources of this room.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/exchange/back_off.hpp"
#include "agent/upload/pieces.hpp"
#include "agent/upload/tus.hpp"

namespace diag::upload {

/// What one try showed.
enum class Step { onward, again, begin_anew, whole };

/// What an upload's server can do, of its answer to OPTIONS.
struct Abilities {
    bool checksums = false;  ///< sha256
    bool termination = false;
};
Abilities abilities_of(const HttpAnswer& answer);

/// `more`, and the version of the protocol.
HttpHeaders tus_headers(HttpHeaders more = {});

/// "413 Too Large: over the quota": an answer for people, its error where the body has one.
std::string words_of(const HttpAnswer& answer);

/// Asks the server to make an upload.
Server::Asked creation(const Parcel& parcel, const std::string& base);
/// 201: where it is. Empty: the server does not say, or not in a way that can be asked for.
std::string place_in(const HttpAnswer& answer);
/// 409: it is there, whole.
bool says_complete(const HttpAnswer& answer);

class Sending {
public:
    Sending(const Parcel& parcel, const std::string& base, Server& server, const Memory& memory,
            const Habits& habits, Clock& clock, const Watch& watch)
        : parcel_(parcel),
          base_(base),
          server_(server),
          memory_(memory),
          habits_(habits),
          clock_(clock),
          watch_(watch),
          start_(clock.uptime()),
          location_(memory.location()),
          chunk_(habits.first_piece),
          pieces_(parcel.file) {}

    Result<> run();

private:
    Result<Step> step();
    Result<Step> learn_abilities();
    Result<Step> create();
    Result<Step> ask_offset();
    Result<Step> send_piece();
    Result<Step> confirm();
    Result<Step> answered(const HttpAnswer& answer, std::uint64_t sent, milliseconds took);
    /// What any answer that is no success means.
    Result<Step> unwanted(const HttpAnswer& answer);
    Result<Step> trouble(std::string why);
    std::uint64_t next_size(std::uint64_t offset) const;
    bool go_on();
    void reached(std::uint64_t offset);
    void pause(milliseconds span);
    void keep_rate(std::uint64_t sent, milliseconds took);

    const Parcel& parcel_;
    const std::string& base_;
    Server& server_;
    const Memory& memory_;
    const Habits& habits_;
    Clock& clock_;
    const Watch& watch_;
    milliseconds start_;
    std::string location_;
    std::optional<std::uint64_t> offset_;
    bool takes_no_empty_piece_ = false;   ///< so that it cannot be asked whether it keeps the file
    std::optional<std::uint64_t> known_;  ///< of it at the server, as it last said
    /// A piece of the least size was lost: the next goes without a checksum, so that what comes of
    /// it counts. The digest of the whole is looked at in any case.
    bool by_parts_ = false;
    std::uint64_t acknowledged_here_ = 0;
    std::optional<bool> checksums_;
    ChunkSize chunk_;
    exchange::BackOff back_off_;
    std::string trouble_;
    int beginnings_ = 0;
    Pieces pieces_;
};

}  // namespace diag::upload
