// SPDX-License-Identifier: Apache-2.0
#include "agent/pages/door.hpp"

#include <algorithm>
#include <array>

#include "agent/pages/frame.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::pages {
namespace {

std::string secret() {
    std::array<unsigned char, 32> bytes{};
    fill_random(bytes);
    return hex(bytes);
}

/// The one header of that name; nothing where there are several, which a browser never sends.
std::optional<std::string_view> only(const HttpHeaders& headers, std::string_view name) {
    const auto is_it = [&](const auto& header) { return lowered(header.first) == lowered(name); };
    if (std::ranges::count_if(headers, is_it) != 1) return std::nullopt;
    return header_of(headers, name);
}

bool has(const HttpHeaders& headers, std::string_view name) {
    return header_of(headers, name).has_value();
}

}  // namespace

Door::Door() : path_("/" + secret()), cookie_(secret()), form_token_(secret()) {}

std::string Door::link() const { return "http://127.0.0.1:" + std::to_string(port_) + path_; }

std::string Door::cookie_name() const { return "safr-diag-" + std::to_string(port_); }

std::string Door::cookie() const {
    return cookie_name() + "=" + cookie_ + "; Path=" + path_ + "; HttpOnly; SameSite=Strict";
}

bool Door::is_form_token(std::string_view given) const {
    return equal_in_constant_time(given, form_token_);
}

bool Door::is_ours(std::string_view host) const {
    const auto port = ":" + std::to_string(port_);
    return port_ != 0 && (host == "127.0.0.1" + port || host == "localhost" + port);
}

bool Door::has_cookie(const WebHead& head) const {
    const auto sent = only(head.headers, "cookie");
    if (!sent) return false;
    for (const auto part : parts_of(*sent, ';')) {
        const auto pair = trimmed(part);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == cookie_name() &&
            equal_in_constant_time(pair.substr(equals + 1), cookie_))
            return true;
    }
    return false;
}

bool Door::sent_by_us(const WebHead& head, std::string_view host) const {
    const auto origin = only(head.headers, "origin");
    if (!origin || *origin != "http://" + std::string(host)) return false;
    return !has(head.headers, "sec-fetch-site") ||
           only(head.headers, "sec-fetch-site") == "same-origin";
}

Door::Entry Door::knock(const WebHead& head) {
    const auto host = only(head.headers, "host");
    if (!host || !is_ours(*host)) return Entry::foreign;
    if (!equal_in_constant_time(head.path, path_)) return Entry::elsewhere;
    if (head.method == "POST") {
        if (!has_cookie(head)) return Entry::used;
        return sent_by_us(head, *host) ? Entry::let_in : Entry::foreign;
    }
    if (head.method != "GET") return Entry::method;
    if (has_cookie(head)) return Entry::let_in;
    return std::exchange(used_, true) ? Entry::used : Entry::first;
}

HttpHeaders safe_headers(std::string_view content_type) {
    return {{"Content-Type", std::string(content_type)},
            {"Content-Security-Policy", policy(true) + "; frame-ancestors 'none'"},
            {"X-Content-Type-Options", "nosniff"},
            {"X-Frame-Options", "DENY"},
            {"Cross-Origin-Opener-Policy", "same-origin"},
            {"Cross-Origin-Resource-Policy", "same-origin"},
            {"Referrer-Policy", "same-origin"},
            {"Cache-Control", "no-store"}};
}

}  // namespace diag::pages
