// SPDX-License-Identifier: Apache-2.0
#include "agent/config/entries.hpp"

#include <algorithm>

#include "collectors/cameras/url.hpp"
#include "collectors/mongo/targets.hpp"
#include "collectors/nfs/target.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::config {

bool is_host(std::string_view text) {
    constexpr std::size_t longest = 253;  // RFC 1035
    if (is_address(text)) return true;
    const auto fits = [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    };
    return !text.empty() && text.size() <= longest && text.front() != '-' && text.front() != '.' &&
           std::ranges::all_of(text, fits);
}

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

}  // namespace diag::config
