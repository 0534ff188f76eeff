// SPDX-License-Identifier: Apache-2.0
// What cameras of several tests say.
#pragma once

#include <string>

namespace diag::test {

/// One H.264 stream.
inline const std::string sdp =
    "v=0\r\na=control:*\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 "
    "H264/90000\r\na=control:trackID=1\r\n";

}  // namespace diag::test
