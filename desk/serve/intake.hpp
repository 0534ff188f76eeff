// SPDX-License-Identifier: Apache-2.0
// A bundle that arrived: proven, put where it stays, and known.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "desk/serve/board.hpp"
#include "desk/serve/office.hpp"

namespace diag::desk {

class Intake {
public:
    Intake(Office& office, Board& board) : office_(office), board_(board) {}

    /// Verifies a whole upload: its digest, then the bundle, then that this agent signed it. What
    /// holds is on the disk under its name when this returns; may be called again after a crash at
    /// any point.
    ///
    /// Fails with malformed when the bytes are not those announced: the upload is dropped, and may
    /// begin anew; refused when they are no bundle of this agent: they are kept aside, one an
    /// agent. Any other fault is this machine's, and the upload stays.
    Result<Bundle> settle(const Upload& upload);

    /// Settles what a crash left between the last byte and its place; drops uploads that nobody
    /// touched for `upload_life`, or of which nothing came within an hour, and parts without an
    /// upload. May take minutes; others go on meanwhile.
    void tidy();

    /// An upload that is no longer wanted.
    Result<> drop(const Upload& upload);

private:
    /// One at a time settles or drops an upload.
    std::shared_ptr<std::mutex> turn_of(const std::string& upload);
    Result<Bundle> settle_now(const Upload& upload);
    Result<> drop_now(const Upload& upload);
    void tidy_upload(const Upload& upload);
    void tidy_parts();
    Result<Bundle> prove(const Upload& upload, const std::filesystem::path& part);
    Error set_aside(const Upload& upload, const std::filesystem::path& part, const Error& why);

    Office& office_;
    Board& board_;
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<std::mutex>> turns_;
};

/// An upload that nobody touched for so long is dropped.
inline constexpr std::chrono::days upload_life{14};

/// SHA-256 of a file, lower-case hex.
Result<std::string> digest_of_file(const std::filesystem::path& file);

}  // namespace diag::desk
