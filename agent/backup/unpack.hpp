// SPDX-License-Identifier: Apache-2.0
// What a gzip file of any number of members holds, every trailer checked.
#pragma once

#include <memory>
#include <optional>

#include "agent/backup/source.hpp"
#include "platform/inflate.hpp"

namespace diag::backup {

class Unpacked : public Source {
public:
    explicit Unpacked(Reader& packed);

    /// Fails with malformed, naming the member by number and the byte of the packed data.
    Result<std::string_view> next() override;

    std::uint64_t members() const { return members_; }
    /// Bytes behind the last member that are no gzip; zeros, as tapes fill blocks with, are none.
    std::uint64_t trailing() const { return trailing_; }
    std::uint64_t made() const { return made_; }

private:
    Result<bool> begin_member();
    Result<> see_trailing();
    Error damage(const Error& error);

    Reader& packed_;
    Inflate inflate_;
    std::unique_ptr<char[]> room_;
    std::uint64_t members_ = 0;
    std::uint64_t trailing_ = 0;
    std::uint64_t made_ = 0;
    std::optional<Error> damage_;  ///< behind it nothing can be read
    bool in_member_ = false;
    bool starving_ = false;  ///< the bytes at hand do not get it any further
};

/// Whether these bytes begin a gzip member (RFC 1952 2.3.1).
bool begins_like_gzip(std::string_view bytes);

}  // namespace diag::backup
