// SPDX-License-Identifier: Apache-2.0
// What clients write into headers and queries: tus 1.0, ranges. Pure: foreign bytes in, facts out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "platform/http.hpp"
#include "platform/result.hpp"

namespace diag::desk {

/// The creation of an upload: Upload-Length, Upload-Metadata with bundle and sha256.
struct Creation {
    std::uint64_t size = 0;  ///< more than 0
    std::string bundle;      ///< a UUID
    std::string sha256;      ///< lower-case hex
};
Result<Creation> creation_from(const HttpHeaders& headers);

/// A PATCH. Fails with unsupported for another Content-Type (415), malformed (400).
struct Continuation {
    std::uint64_t offset = 0;
    std::string digest;  ///< sha256 of the piece, 32 bytes; empty: not said
};
Result<Continuation> continuation_from(const HttpHeaders& headers);

/// One range (RFC 9110 14.2) of `size` bytes, as first and last byte: "bytes=100-", "bytes=0-99",
/// "bytes=-5". Nothing where it cannot be had.
std::optional<std::pair<std::uint64_t, std::uint64_t>> range_of(std::string_view header,
                                                                std::uint64_t size);

/// The value of `key` in a query ("a=1&b=2"), percent-decoded; empty where it is not there.
std::string query_value(std::string_view query, std::string_view key);

}  // namespace diag::desk
