// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/headers.hpp"

#include <algorithm>

#include "platform/base64.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t longest_metadata = 4096;
constexpr std::size_t digest_size = 32;

/// "key base64,key base64" (tus 1.0, Upload-Metadata).
std::string metadata(std::string_view header, std::string_view key) {
    for (const auto pair : parts_of(header.substr(0, longest_metadata), ',')) {
        const auto words = words_of(trimmed(pair));
        if (words.size() != 2 || words[0] != key) continue;
        return from_base64(words[1]).value_or("");
    }
    return {};
}

bool is_digest(std::string_view text) {
    return text.size() == 64 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string percent_decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size();
        const int high = escape ? hex_value(text[i + 1]) : -1;
        const int low = escape ? hex_value(text[i + 2]) : -1;
        if (high < 0 || low < 0) {
            plain += text[i];
            continue;
        }
        plain += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return plain;
}

}  // namespace

Result<Creation> creation_from(const HttpHeaders& headers) {
    const auto length = natural(header_of(headers, "Upload-Length").value_or(""));
    if (!length || *length == 0) return Error{Fault::malformed, "Upload-Length is missing"};
    const auto about = header_of(headers, "Upload-Metadata").value_or("");
    Creation creation{*length, metadata(about, "bundle"), metadata(about, "sha256")};
    if (!is_uuid(creation.bundle) || !is_digest(creation.sha256))
        return Error{Fault::malformed, "Upload-Metadata needs bundle (a UUID) and sha256"};
    return creation;
}

Result<Continuation> continuation_from(const HttpHeaders& headers) {
    if (header_of(headers, "Content-Type") != "application/offset+octet-stream")
        return Error{Fault::unsupported, "Content-Type must be application/offset+octet-stream"};
    const auto offset = natural(header_of(headers, "Upload-Offset").value_or(""));
    if (!offset) return Error{Fault::malformed, "Upload-Offset is missing"};
    const auto checksum = header_of(headers, "Upload-Checksum");
    if (!checksum) return Continuation{*offset, {}};
    const auto words = words_of(*checksum);
    if (words.size() != 2 || words[0] != "sha256")
        return Error{Fault::malformed, "Upload-Checksum takes sha256 and its base64"};
    auto digest = from_base64(words[1]).value_or("");
    if (digest.size() != digest_size)
        return Error{Fault::malformed, "Upload-Checksum is no sha256 in base64"};
    return Continuation{*offset, std::move(digest)};
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> range_of(std::string_view header,
                                                                std::uint64_t size) {
    if (!header.starts_with("bytes=") || header.find(',') != std::string_view::npos) return {};
    const auto text = header.substr(6);
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return {};
    const auto first = natural(text.substr(0, dash));
    const auto last = natural(text.substr(dash + 1));
    if (size == 0 || (dash + 1 < text.size() && !last)) return {};
    if (dash == 0)
        return last && *last > 0 ? std::optional(std::pair{size - std::min(*last, size), size - 1})
                                 : std::nullopt;
    if (!first || *first >= size || (last && *last < *first)) return {};
    return std::pair{*first, std::min(last.value_or(size - 1), size - 1)};
}

std::string query_value(std::string_view query, std::string_view key) {
    while (!query.empty()) {
        const auto part = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(part.size() + 1, query.size()));
        const auto equals = std::min(part.find('='), part.size());
        if (part.substr(0, equals) == key)
            return percent_decoded(part.substr(std::min(equals + 1, part.size())));
    }
    return {};
}

}  // namespace diag::desk
