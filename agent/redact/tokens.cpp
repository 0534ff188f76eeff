// SPDX-License-Identifier: Apache-2.0
// Tokens that show by their form what they are, and images written in base64.
#include <algorithm>
#include <array>

#include "agent/redact/boundaries.hpp"
#include "agent/redact/bytes.hpp"
#include "agent/redact/recognise.hpp"

namespace diag::redact {
namespace {

constexpr Table jwt_bytes = table_of("_-.=", true);
constexpr Table image_bytes = table_of("+/=_-\\", true);
constexpr std::size_t least_image = 32;  ///< shorter base64 shows nothing of a picture

/// The run of base64 from `at` on, over the "\/" and "\n" escapes of JSON.
std::size_t image_end(std::string_view text, std::size_t at) {
    return skip(text, image_bytes, at, text.size());
}

}  // namespace

void recognise_jwt(Reading& reading, std::size_t from, std::size_t) {
    const auto text = reading.text;
    if (from < reading.run_end || !begins_token(text, from)) return;
    const auto to = skip(text, jwt_bytes, from, text.size());
    reading.run_end = to;
    const auto dots = std::count(text.begin() + from, text.begin() + to, '.');
    // {"k":"... in base64 is a key of Grafana.
    const bool whole = dots >= 2 || says(text, from, "eyjrijoi");
    if (whole && to - from >= 20) reading.take(from, to, Kind::token);
}

void recognise_vendor_token(Reading& reading, std::size_t from, std::size_t to) {
    // A prefix of its own and at least 12 more: AKIA..., ghp_..., xoxb-..., sk_live_...
    const auto text = reading.text;
    if (from < reading.run_end || !begins_token(text, from)) return;
    const auto end = skip(text, token_bytes, to, text.size());
    reading.run_end = end;
    const auto rest = text.substr(to, end - to);
    const bool digit = std::any_of(rest.begin(), rest.end(), [](char c) { return in(digits, c); });
    const auto has = [&](char first, char last) {
        return std::any_of(rest.begin(), rest.end(),
                           [&](char c) { return c >= first && c <= last; });
    };
    const bool mixed = rest.size() >= 20 && has('a', 'z') && has('A', 'Z');
    if (rest.size() >= 12 && (digit || mixed)) reading.take(from, end, Kind::token);
}

void recognise_base64_image(Reading& reading, std::size_t from, std::size_t) {
    if (from < reading.run_end) return;
    const auto text = reading.text;
    // A run that began earlier is no image's beginning, unless something short led up to it.
    if (from > 0 && in(alphanumerics, text[from - 1])) return;
    const auto to = image_end(text, from);
    reading.run_end = to;
    if (to - from >= least_image) reading.take(from, to, Kind::image);
}

void recognise_data_url(Reading& reading, std::size_t, std::size_t to) {
    if (to < reading.run_end) return;
    const auto text = reading.text;
    const auto comma = text.substr(to, 64).find(',');
    if (comma == std::string_view::npos) return;
    static constexpr Table data_bytes = table_of("+/=_-\\%.~!*'()", true);
    const auto from = to + comma + 1;
    const auto end = skip(text, data_bytes, from, text.size());
    reading.run_end = end;
    if (end - from >= least_image) reading.take(from, end, Kind::image);
}

void recognise_image_bytes(Reading& reading, std::size_t, std::size_t) {
    reading.image_bytes = true;
}

void recognise_scheme(Reading& reading, std::size_t from, std::size_t to) {
    const auto text = reading.text;
    if (from < reading.run_end || !begins_token(text, from)) return;
    static constexpr Table credential_bytes = table_of("._~+/=-", true);
    const auto end = skip(text, credential_bytes, to, text.size());
    reading.run_end = end;
    const auto word = text.substr(to, end - to);
    if (word.starts_with("HTTP/")) return;  // "GET /x?auth=basic HTTP/1.1"
    // "Bearer token expired" and "Basic Authentication" are prose; credentials mix kinds of bytes.
    const bool digit = std::any_of(word.begin(), word.end(), [](char c) { return in(digits, c); });
    const bool inner_capital = std::any_of(word.begin() + (word.empty() ? 0 : 1), word.end(),
                                           [](char c) { return c >= 'A' && c <= 'Z'; });
    if (word.size() >= 8 && (digit || inner_capital)) reading.take(to, end, Kind::token);
}

}  // namespace diag::redact
