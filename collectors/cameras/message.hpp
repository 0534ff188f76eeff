// SPDX-License-Identifier: Apache-2.0
// A response of RTSP or HTTP and its header.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diag::cameras {

struct Response {
    std::string protocol;  ///< "RTSP/1.0", "HTTP/1.1"
    int status = 0;
    std::string reason;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    /// The first header of that name, in either case, or "".
    std::string_view header(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
};

/// A status line and headers without their empty line; nothing when the first is none of
/// `protocol` ("RTSP/", "HTTP/").
std::optional<Response> parse_header(std::string_view text, std::string_view protocol);

}  // namespace diag::cameras
