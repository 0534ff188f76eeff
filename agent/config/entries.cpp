// SPDX-License-Identifier: Apache-2.0
#include "agent/config/entries.hpp"

#include <algorithm>

#include "collectors/cameras/url.hpp"
#include "collectors/integrations/systems.hpp"
#include "collectors/mongo/targets.hpp"
#include "collectors/nfs/target.hpp"
#include "platform/https.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::config {

bool is_host(std::string_view text) { return is_address(text) || is_host_name(text); }

bool is_database(std::string_view text) {
    const auto target = mongo::target_from(text, "configuration");
    return target && is_host(target->host);
}

bool is_export(std::string_view text) { return static_cast<bool>(nfs::parse_export(text)); }

bool is_program(std::string_view text) {
    constexpr std::size_t most_words = 64;
    const auto words = words_of(text);
    return text.starts_with('/') && words.size() <= most_words && !words.front().ends_with('/');
}

bool is_camera(std::string_view text) {
    const auto url = cameras::parse_stream_url(text);
    if (!url || url->host.empty()) return false;
    return url->is_rtsp() ||
           (url->scheme.starts_with("http") && url->target.find("onvif") != std::string::npos);
}

bool is_hours(std::string_view text) {
    const auto at = [&](std::size_t from) {
        const auto hour = natural(text.substr(from, 2));
        const auto minute = natural(text.substr(from + 3, 2));
        return text[from + 2] == ':' && hour && minute && *minute < 60 &&
               (*hour < 24 || (*hour == 24 && *minute == 0));
    };
    return text.empty() || (text.size() == 11 && text[5] == '-' && at(0) && at(6));
}

bool is_listening(std::string_view text) {
    if (text.empty()) return true;
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return false;
    const auto address = text.substr(0, colon);
    const auto port = natural(text.substr(colon + 1));
    // An address of IPv6 needs its brackets: else nobody could tell the port from it.
    return is_address(address) && (address.find(':') == address.npos || address.front() == '[') &&
           port && *port > 0 && *port < 65'536;
}

bool is_endpoint(std::string_view text) {
    const auto url = https_url_from(text);
    return url && is_host(url->host);
}

bool is_control(std::string_view text) { return !text.empty() && is_listening(text); }

bool is_name(std::string_view text) { return text.empty() || (is_host(text) && !is_address(text)); }

bool is_integration(std::string_view text) { return integrations::system_from(text).has_value(); }

bool is_window(std::string_view text) {
    constexpr std::chrono::days longest{31};
    const auto slash = text.find('/');
    if (slash == text.npos || slash == 0) return false;
    // In UTC, as those who announce it write for all the world.
    if (text[slash - 1] != 'Z' || !text.ends_with('Z')) return false;
    const auto from = starting_from(text.substr(0, slash), Time{});
    const auto to = starting_from(text.substr(slash + 1), Time{});
    return from && to && *from < *to && *to - *from <= longest;
}

bool is_server(std::string_view text) { return text.empty() || host_and_port_from(text); }

bool is_mail_server(std::string_view text) { return host_and_port_from(text).has_value(); }

}  // namespace diag::config
