// SPDX-License-Identifier: Apache-2.0
// The URL of a stream, taken apart: rtsp://user:password@host:port/path (RFC 3986, RFC 7826 4.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace diag::cameras {

/// Who to be at a camera.
struct Login {
    std::string user;
    std::string password;
    bool operator==(const Login&) const = default;
};

struct StreamUrl {
    std::string scheme;  ///< "rtsp", "rtsps", "http", "file", ... in lower case
    std::string host;    ///< without brackets; "fe80::1%eth0" keeps its zone
    std::uint16_t port = 0;
    std::string target;          ///< path and query, "/Streaming/Channels/101"; "" or begins with /
    std::optional<Login> login;  ///< from the userinfo, percent-decoded

    bool is_rtsp() const { return scheme == "rtsp" || scheme == "rtsps"; }
    bool is_tls() const { return scheme == "rtsps"; }
    /// As requests name it: no userinfo, host in brackets where it is an IPv6 address, and without
    /// a zone, which means nothing to the peer.
    std::string base() const;
    std::string whole() const { return base() + target; }
};

/// At most 2048 bytes, printable ASCII or UTF-8 without spaces. A '@' in a password that was not
/// encoded is forgiven: the last one before the path counts. Default ports: rtsp 554, rtsps 322
/// (RFC 7826 22.14), http 80, https 443.
std::optional<StreamUrl> parse_stream_url(std::string_view text);

/// `text` without what stands between "://" and '@', for evidence, whatever is wrong with it.
std::string without_login(std::string_view text);

/// At most 200 bytes of what a peer said, printable and without a login.
std::string note_of(std::string_view text);

/// The target that `control` (an SDP control attribute, absolute or relative) names below `base`, a
/// URL or target. Only a path is taken from it: the host stays ours. Nothing when it holds what
/// cannot stand in a request line.
std::optional<std::string> control_target(std::string_view base, std::string_view control);

/// Whether `url` is absolute and names another host than `host`.
bool names_other_host(std::string_view url, std::string_view host);

}  // namespace diag::cameras
