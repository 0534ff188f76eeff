// SPDX-License-Identifier: Apache-2.0
// What is asked of an ONVIF device and how it answers: SOAP 1.2 (ONVIF Core, WS-Security
// UsernameToken Profile 1.0). Requests are text; answers are read by local names, whatever their
// namespaces' prefixes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/cameras/record.hpp"
#include "collectors/cameras/url.hpp"
#include "platform/clock.hpp"

namespace diag::cameras {

/// A UsernameToken with a digest: Base64(SHA-1(nonce + created + password)). The password itself
/// does not travel. `nonce`: 16 bytes of chance; `created`: by the camera's clock, as cameras
/// refuse tokens that look old to them.
std::string username_token(const Login& login, std::string_view nonce, Time created);

/// An envelope around `body`, with `header` ("" or a username_token).
std::string envelope(std::string_view header, std::string_view body);

inline constexpr std::string_view device_namespace = "http://www.onvif.org/ver10/device/wsdl";
inline constexpr std::string_view media_namespace = "http://www.onvif.org/ver10/media/wsdl";

/// "<GetNTP xmlns="...device/wsdl"/>"
std::string question(std::string_view name, std::string_view of_namespace,
                     std::string_view inner = {});

/// The reason and innermost code of a SOAP fault ("NotAuthorized"), when `xml` is one.
struct SoapFault {
    std::string code;
    std::string reason;
};
std::optional<SoapFault> parse_fault(std::string_view xml);

struct DeviceTime {
    std::optional<Time> utc;
    std::optional<Time> local;  ///< as if it were UTC
    std::string source;         ///< "Manual", "NTP"
};
/// All of these give nothing when `xml` is no answer to that question.
std::optional<DeviceTime> parse_device_time(std::string_view xml);

struct DeviceInformation {
    std::string maker, model, firmware;
};
std::optional<DeviceInformation> parse_device_information(std::string_view xml);

/// The path of the media service, from GetCapabilities.
std::optional<std::string> parse_media_path(std::string_view xml);

/// Whether a time server is set or comes by DHCP.
std::optional<bool> parse_ntp(std::string_view xml);

std::optional<std::vector<Profile>> parse_profiles(std::string_view xml);

/// The level of `user` in GetUsers' answer; "" when it is not among them.
std::optional<std::string> parse_user_level(std::string_view xml, std::string_view user);

}  // namespace diag::cameras
