// SPDX-License-Identifier: Apache-2.0
// What a text in the configuration must look like, so that a slip of the pen is told with file and
// line and not by a collector that finds nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/host_port.hpp"

namespace diag::config {

/// "db1", "10.1.2.3", "fd00::1": what can be the name or address of a host.
bool is_host(std::string_view text);
/// "db1:27017", "[::1]:27017", "db1".
bool is_database(std::string_view text);
/// "nas01:/export", with options, or as an URL: what the nfs collector takes.
bool is_export(std::string_view text);
/// "/usr/bin/wall", "/usr/bin/mail -s SAFR admin@example.org": an absolute path, then words.
bool is_program(std::string_view text);
/// "rtsp://10.1.2.3/stream1", rtsps, or the address of an ONVIF service (http, "onvif" in the
/// path).
bool is_camera(std::string_view text);

/// "20:00-06:00", or empty.
bool is_hours(std::string_view text);
/// "127.0.0.1:9464", "[::1]:9464": a numeric address to listen at and a port; or empty.
bool is_listening(std::string_view text);
/// "licence.example:443", "[fd00::1]:443": a host and a port; or empty.
bool is_server(std::string_view text);

/// The same, and never empty: "mail.example:587".
bool is_mail_server(std::string_view text);

/// "https://covi.real.com/": https, a host, a port where it is another than 443, a path.
bool is_endpoint(std::string_view text);
/// "1.1.1.1:443": a numeric address and a port.
bool is_control(std::string_view text);
/// "example.com", or empty.
bool is_name(std::string_view text);
/// "lenel://onguard.example:8080 Main building": what the integrations collector takes.
bool is_integration(std::string_view text);
/// "2026-10-04T02:00:00Z/2026-10-04T04:00:00Z": from and to, UTC, of 31 days at most.
bool is_window(std::string_view text);

}  // namespace diag::config
