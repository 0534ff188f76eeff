// SPDX-License-Identifier: Apache-2.0
// Receiving bundles by tus 1.0 (tus.io/protocols/resumable-upload): creation, termination,
// checksum, expiration.
//
// How much of an upload is there is the size of its file, so a crash loses nothing that was
// acknowledged. A piece with a checksum that a crash cut may count as far as it came: the digest of
// the whole tells.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "desk/serve/intake.hpp"
#include "desk/serve/office.hpp"

namespace diag::desk {

inline constexpr std::string_view uploads_path = "/v1/files/";

class Uploads {
public:
    Uploads(Office& office, Board& board, Intake& intake)
        : office_(office), board_(board), intake_(intake) {}

    /// A request below uploads_path by this agent.
    WebReception answer(const WebHead& head, const Caller& caller);

    /// What the server can do: OPTIONS.
    WebAnswer abilities() const;

    /// What came and was kept, since the start.
    std::uint64_t bytes() const { return bytes_; }

private:
    friend class Piece;

    /// Who writes to an upload now. Another connection takes its place: the first one is dead, as a
    /// rule, and does not know.
    struct Pen {
        std::mutex mutex;
        bool taken = false;
        /// What was written from there on does not count before its checksum held.
        std::optional<std::uint64_t> unproven_from = {};
    };

    WebAnswer create(const WebHead& head, const Caller& caller);
    WebAnswer begin(const Upload& upload);
    Result<> room_for(const Caller& caller, std::uint64_t size);
    WebAnswer offset(const Upload& upload);
    WebReception append(const WebHead& head, const Upload& upload);
    WebAnswer end(const Upload& upload);
    std::shared_ptr<Pen> take_pen(const std::string& upload);
    WebAnswer appended(const Upload& upload, std::uint64_t size);

    Office& office_;
    Board& board_;
    Intake& intake_;
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<Pen>> pens_;
    std::mutex creating_;
    std::atomic<std::uint64_t> bytes_{0};
};

}  // namespace diag::desk
