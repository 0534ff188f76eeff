// SPDX-License-Identifier: Apache-2.0
// One PATCH of an upload, written as it comes.
#pragma once

#include <optional>

#include "desk/serve/uploads.hpp"
#include "platform/descriptor.hpp"
#include "platform/digest.hpp"

namespace diag::desk {

/// Without a checksum what came before the line was cut counts. With one the piece counts as a
/// whole or not at all.
class Piece final : public WebBody {
public:
    /// `digest` is the sha256 of the piece, 32 bytes, or empty.
    Piece(Uploads& uploads, const Upload& upload, std::shared_ptr<Uploads::Pen> pen,
          std::uint64_t begin, std::string digest)
        : uploads_(uploads),
          upload_(upload),
          pen_(std::move(pen)),
          begin_(begin),
          end_(begin),
          digest_(std::move(digest)) {}
    ~Piece() override;

    Result<> open();
    Result<> take(std::string_view bytes) override;
    WebOutcome finish() override;
    WebAnswer refusal(const Error& error) override;

private:
    Result<> keep();
    void take_back();

    Uploads& uploads_;
    Upload upload_;
    std::shared_ptr<Uploads::Pen> pen_;
    std::uint64_t begin_, end_;
    std::string digest_;
    Sha256 sum_;
    Descriptor file_;
    bool over_ = false;
};

/// RFC 9110 5.6.7, as Upload-Expires wants it: "Thu, 26 Nov 2026 21:00:00 GMT".
std::string http_date(Time time);

}  // namespace diag::desk
