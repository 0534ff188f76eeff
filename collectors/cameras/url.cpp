// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/url.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::cameras {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest_url = 2048;

bool stands_in_request_line(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte != 0x7f;
    });
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                            hex_digit(text[i + 2]) >= 0;
        if (escape) {
            result += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

std::uint16_t usual_port(std::string_view scheme) {
    if (scheme == "rtsp") return 554;
    if (scheme == "rtsps") return 322;
    if (scheme == "http") return 80;
    if (scheme == "https") return 443;
    return 0;
}

/// "scheme", when `text` begins with "scheme://".
std::optional<std::string_view> scheme_of(std::string_view text) {
    const auto end = text.find("://");
    if (end == npos || end == 0 || end > 16) return {};
    const auto scheme = text.substr(0, end);
    const bool fine = std::ranges::all_of(scheme, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '+' || c == '-' || c == '.';
    });
    if (!fine) return {};
    return scheme;
}

bool read_authority(std::string_view text, StreamUrl& url) {
    if (const auto at = text.rfind('@'); at != npos) {
        const auto info = text.substr(0, at);
        const auto colon = info.find(':');
        url.login = Login{percent_decoded(info.substr(0, colon)),
                          colon == npos ? "" : percent_decoded(info.substr(colon + 1))};
        text.remove_prefix(at + 1);
    }
    std::string_view port;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == npos) return false;
        url.host = text.substr(1, close - 1);
        if (url.host.find(':') > url.host.find('%')) return false;
        if (const auto zone = url.host.find("%25"); zone != npos) url.host.erase(zone + 1, 2);
        text.remove_prefix(close + 1);
        if (!text.empty() && text.front() != ':') return false;
        port = text.empty() ? text : text.substr(1);
    } else {
        const auto colon = text.find(':');
        url.host = text.substr(0, colon);
        if (colon != npos) port = text.substr(colon + 1);
    }
    if (url.host.empty() || url.host.front() == '%' || url.host.find_first_of("/\\\"'<>[]") != npos)
        return false;
    url.port = usual_port(url.scheme);
    if (port.empty()) return true;
    const auto number = natural(port);
    if (!number || *number == 0 || *number > 65535) return false;
    url.port = static_cast<std::uint16_t>(*number);
    return true;
}

/// Where the authority of "scheme://authority/..." ends. A password may hold '/', '?' and '#'
/// unencoded when people type it: then the '@' behind it is the last before any later slash.
std::size_t authority_end(std::string_view rest) {
    return std::min(rest.find_first_of("/?#"), rest.size());
}

std::string_view path_of(std::string_view url) {
    const auto scheme = scheme_of(url);
    if (!scheme) return url;
    const auto rest = url.substr(scheme->size() + 3);
    return rest.substr(authority_end(rest));
}

}  // namespace

std::string StreamUrl::base() const {
    const auto plain = host.substr(0, host.find('%'));
    const bool six = plain.find(':') != std::string::npos;
    return scheme + "://" + (six ? "[" + plain + "]" : plain) + ":" + std::to_string(port);
}

std::optional<StreamUrl> parse_stream_url(std::string_view text) {
    text = trimmed(text);
    if (text.size() > longest_url || !stands_in_request_line(text)) return {};
    const auto scheme = scheme_of(text);
    if (!scheme) return {};
    StreamUrl url;
    url.scheme = lowered(*scheme);
    const auto rest = text.substr(scheme->size() + 3);
    if (url.scheme == "file") {
        url.target = rest;
        return url;
    }
    const auto end = authority_end(rest);
    const auto authority = rest.substr(0, end);
    // "user:12/34@host": a password with a slash in it, which nobody would read as one. None of it
    // may be taken for a host and a path that are shown.
    const bool torn = authority.find('@') == npos && authority.find(':') != npos &&
                      rest.substr(end).find('@') != npos;
    if (torn || !read_authority(authority, url)) return {};
    url.target = rest.substr(end, rest.find('#', end) - end);
    if (url.target.starts_with('?')) url.target.insert(0, "/");
    return url;
}

std::string without_login(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const auto mark = text.find("://");
        if (mark == npos) break;
        const auto from = mark + 3;
        // Up to the last '@' of the word: passwords hold slashes, quotes and '@' as people type
        // them. A path with an '@' loses its host with it, which is the lesser evil.
        const auto end = std::min(text.find_first_of(" \t\r\n", from), text.size());
        const auto word = text.substr(from, end - from);
        const auto at = word.rfind('@');
        result += text.substr(0, from);
        if (at != npos)
            result += word.substr(at + 1);
        else
            result += word;
        text.remove_prefix(end);
    }
    result += text;
    return result;
}

std::string note_of(std::string_view text) {
    constexpr std::size_t longest_note = 200;
    return without_login(printable(text.substr(0, longest_note)));
}

std::optional<std::string> control_target(std::string_view base, std::string_view control) {
    if (!stands_in_request_line(base) || !stands_in_request_line(control)) return {};
    if (base.size() > longest_url || control.size() > longest_url) return {};
    if (scheme_of(control)) return std::string(path_of(control));
    std::string target(path_of(base));
    if (control.empty() || control == "*") return target;
    if (control.starts_with('/')) return std::string(control);
    if (!target.ends_with('/')) target += '/';
    target += control;
    return target;
}

bool names_other_host(std::string_view url, std::string_view host) {
    const auto other = parse_stream_url(url);
    return other && !other->host.empty() && lowered(other->host) != lowered(host);
}

}  // namespace diag::cameras
