// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/soap.hpp"

#include <algorithm>
#include <functional>
#include <pugixml.hpp>

#include "platform/base64.hpp"
#include "platform/digest.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::cameras {
namespace {

constexpr std::size_t longest_answer = 256 << 10;
constexpr std::size_t longest_text = 100;
constexpr std::size_t most_profiles = 32;

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += c;
        }
    return result;
}

std::string_view local_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// The first element of that name at or below `root`, by document order.
pugi::xml_node below(const pugi::xml_node& root, std::string_view name) {
    return root.find_node([&](const pugi::xml_node& node) { return local_name(node) == name; });
}

std::string text_below(const pugi::xml_node& root, std::string_view name) {
    const std::string_view text = below(root, name).text().get();
    return printable(trimmed(text.substr(0, longest_text)));
}

std::optional<int> number_below(const pugi::xml_node& root, std::string_view name) {
    const auto number = integer(text_below(root, name));
    if (!number || *number < -100'000 || *number > 100'000) return {};
    return static_cast<int>(*number);
}

/// What is inside the answer's element of that name, or nothing.
class Answer {
public:
    Answer(std::string_view xml, std::string_view name) {
        if (xml.size() > longest_answer) return;
        document_.load_buffer(xml.data(), xml.size());
        node_ = below(document_, name);
    }
    explicit operator bool() const { return static_cast<bool>(node_); }
    const pugi::xml_node& node() const { return node_; }

private:
    pugi::xml_document document_;
    pugi::xml_node node_;
};

std::optional<Time> time_in(const pugi::xml_node& node) {
    using namespace std::chrono;
    const auto time = below(node, "Time");
    const auto date = below(node, "Date");
    const auto hour = number_below(time, "Hour"), minute = number_below(time, "Minute"),
               second = number_below(time, "Second"), year_ = number_below(date, "Year"),
               month_ = number_below(date, "Month"), day_ = number_below(date, "Day");
    if (!hour || !minute || !second || !year_ || !month_ || !day_) return {};
    if (*hour < 0 || *hour > 24 || *minute < 0 || *minute > 59 || *second < 0 || *second > 61)
        return {};
    if (*month_ < 1 || *day_ < 1) return {};
    const year_month_day when{year{*year_}, month{static_cast<unsigned>(*month_)},
                              day{static_cast<unsigned>(*day_)}};
    if (!when.ok() || *year_ < 1970 || *year_ > 9999) return {};
    return Time{sys_days{when}.time_since_epoch() + hours{*hour} + minutes{*minute} +
                seconds{*second}};
}

}  // namespace

std::string username_token(const Login& login, std::string_view nonce, Time created) {
    const auto when = to_text(created);
    std::string secret(nonce);
    secret += when;
    secret += login.password;
    const auto digest = base64(sha1_for_username_token(secret));
    constexpr std::string_view oasis = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    std::string text = "<Security s:mustUnderstand=\"1\" xmlns=\"";
    text += oasis;
    text += "wssecurity-secext-1.0.xsd\"><UsernameToken><Username>" + escaped(login.user);
    text += "</Username><Password Type=\"";
    text += oasis;
    text += "username-token-profile-1.0#PasswordDigest\">" + digest;
    text += "</Password><Nonce EncodingType=\"";
    text += oasis;
    text += "soap-message-security-1.0#Base64Binary\">" + base64(nonce);
    text += "</Nonce><Created xmlns=\"";
    text += oasis;
    text += "wssecurity-utility-1.0.xsd\">" + when;
    return text + "</Created></UsernameToken></Security>";
}

std::string envelope(std::string_view header, std::string_view body) {
    std::string text =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">";
    if (!header.empty()) text += "<s:Header>" + std::string(header) + "</s:Header>";
    return text + "<s:Body>" + std::string(body) + "</s:Body></s:Envelope>";
}

std::string question(std::string_view name, std::string_view of_namespace, std::string_view inner) {
    std::string text = "<" + std::string(name) + " xmlns=\"" + std::string(of_namespace) + "\"";
    if (inner.empty()) return text + "/>";
    return text + ">" + std::string(inner) + "</" + std::string(name) + ">";
}

std::optional<SoapFault> parse_fault(std::string_view xml) {
    const Answer answer(xml, "Fault");
    if (!answer) return {};
    SoapFault fault;
    // Subcodes nest, the innermost says most: "ter:NotAuthorized".
    auto code = below(answer.node(), "Code");
    for (auto inner = below(code, "Subcode"); inner;) {
        code = inner;
        inner = {};
        for (const auto child : code.children())
            if (local_name(child) == "Subcode") inner = child;
    }
    fault.code = text_below(code, "Value");
    if (const auto colon = fault.code.find(':'); colon != std::string::npos)
        fault.code.erase(0, colon + 1);
    fault.reason = note_of(text_below(answer.node(), "Text"));
    return fault;
}

std::optional<DeviceTime> parse_device_time(std::string_view xml) {
    const Answer answer(xml, "SystemDateAndTime");
    if (!answer) return {};
    DeviceTime time;
    time.utc = time_in(below(answer.node(), "UTCDateTime"));
    time.local = time_in(below(answer.node(), "LocalDateTime"));
    time.source = text_below(answer.node(), "DateTimeType");
    return time;
}

std::optional<DeviceInformation> parse_device_information(std::string_view xml) {
    const Answer answer(xml, "GetDeviceInformationResponse");
    if (!answer) return {};
    return DeviceInformation{text_below(answer.node(), "Manufacturer"),
                             text_below(answer.node(), "Model"),
                             text_below(answer.node(), "FirmwareVersion")};
}

std::optional<std::string> parse_media_path(std::string_view xml) {
    const Answer answer(xml, "GetCapabilitiesResponse");
    if (!answer) return {};
    const auto address = below(below(answer.node(), "Media"), "XAddr").text().get();
    const auto url = parse_stream_url(address);
    if (!url || !url->scheme.starts_with("http")) return {};
    return url->target.empty() ? "/" : url->target;
}

std::optional<bool> parse_ntp(std::string_view xml) {
    const Answer answer(xml, "NTPInformation");
    if (!answer) return {};
    if (text_below(answer.node(), "FromDHCP") == "true") return true;
    for (const auto* name : {"IPv4Address", "IPv6Address", "DNSname"}) {
        const auto server = text_below(answer.node(), name);
        if (!server.empty() && !is_wildcard(server)) return true;
    }
    return false;
}

std::optional<std::vector<Profile>> parse_profiles(std::string_view xml) {
    const Answer answer(xml, "GetProfilesResponse");
    if (!answer) return {};
    std::vector<Profile> profiles;
    for (const auto child : answer.node().children()) {
        if (local_name(child) != "Profiles" || profiles.size() == most_profiles) continue;
        const auto encoder = below(child, "VideoEncoderConfiguration");
        const auto resolution = below(encoder, "Resolution");
        const auto width = number_below(resolution, "Width");
        const auto height = number_below(resolution, "Height");
        if (!width || !height || *width <= 0 || *height <= 0) continue;
        Profile profile{text_below(encoder, "Encoding"),
                        {static_cast<unsigned>(*width), static_cast<unsigned>(*height)},
                        0};
        const auto rate = real(text_below(below(encoder, "RateControl"), "FrameRateLimit"));
        if (rate && *rate > 0 && *rate < 1000) profile.rate = *rate;
        profiles.push_back(std::move(profile));
    }
    return profiles;
}

std::optional<std::string> parse_user_level(std::string_view xml, std::string_view user) {
    const Answer answer(xml, "GetUsersResponse");
    if (!answer) return {};
    for (const auto child : answer.node().children())
        if (local_name(child) == "User" && text_below(child, "Username") == user)
            return text_below(child, "UserLevel");
    return "";
}

}  // namespace diag::cameras
