// SPDX-License-Identifier: Apache-2.0
// What the recognisers share while one text is read: the text, and the spans to be replaced.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent/redact/bytes.hpp"

namespace diag::redact {

/// What a span holds. When spans overlap, the lowest here names their union.
enum class Kind : std::uint8_t {
    image,      ///< a picture in base64 or hexadecimal
    video,      ///< the same of a film
    embedding,  ///< numbers that stand for a face
    data,       ///< a run of thousands of bytes without a gap: no text, whatever else it is
    pem,
    secret,
    token,
    cookie,
    user,
    email,
    ipv4,
    ipv6,
    mac,
    host,
    word,  ///< of the site's own rules
    phone,
    person
};

inline constexpr std::array<std::string_view, 17> kind_names{
    "image", "video", "embedding", "data", "pem",  "secret", "token", "cookie", "user",
    "email", "ipv4",  "ipv6",      "mac",  "host", "word",   "phone", "person"};

/// Stand-ins of these are made of what the value says, and hold for just its own bytes.
constexpr bool is_address(Kind kind) {
    return kind == Kind::ipv4 || kind == Kind::ipv6 || kind == Kind::mac;
}

/// What an exception of the site may let stay: nothing that could be a secret or a person.
constexpr bool can_be_spared(Kind kind) {
    return is_address(kind) || kind == Kind::host || kind == Kind::word;
}

/// How a stand-in has to be written so that what surrounds it still parses.
enum class Shape : std::uint8_t {
    mark,       ///< [secret:1f2e3d4c]
    quoted,     ///< "[secret:1f2e3d4c]": where a bare number or list stood in JSON
    url,        ///< secret-1f2e3d4c: brackets are not allowed in the user part of a URL (RFC 3986)
    dashes,     ///< an IPv4 address in a host's name: ip-10-0-0-5
    backwards,  ///< parts from the last to the first: 5.0.0.10.in-addr.arpa, com.example.north
    stem,       ///< a host's name that is a part of something longer: nvr01-backup, nvr01.log
};

struct Span {
    std::size_t from = 0;
    std::size_t to = 0;
    Kind kind = Kind::secret;
    Shape shape = Shape::mark;
    std::uint8_t escapes = 0;   ///< backslashes before each quote of a quoted shape
    std::uint32_t address = 0;  ///< what an IPv4 address was read as
};

/// Bytes that an exception of the site covers.
struct Spared {
    std::size_t from = 0;
    std::size_t to = 0;
};

struct Reading {
    std::string_view text;
    std::vector<Span> spans;     ///< in no strict order, may overlap
    std::vector<Spared> spared;  ///< in no strict order, may overlap
    /// How far each kind of recogniser has looked. A hit before it is not looked at again, which is
    /// what keeps hostile input linear.
    std::size_t value_end = 0;
    std::size_t run_end = 0;
    std::size_t program_end = 0;
    std::size_t encoded_end = 0;
    std::size_t statement_end = 0;
    std::size_t members_end = 0;
    Run names;       ///< of bytes of names, around the last word that was one's
    Run colons;      ///< of bytes of addresses, around the last colon that might be one's
    Run impersonal;  ///< where no field that only persons have begins, as was looked at last
    std::size_t personal_field = std::string_view::npos;  ///< the last of them that was met
    std::size_t pem_taken = 0;
    std::size_t pem_end = 0;       ///< where the next "-----END" is, from the last search
    std::size_t pem_searched = 0;  ///< from where that search was made
    std::size_t run_taken = 0;     ///< how far runs of base64 around learned values were taken
    std::size_t pattern_span = 0;  ///< one more than the place of the last span of a pattern
    bool image_bytes = false;      ///< raw image bytes were met: the text must not pass

    void begin(std::string_view whole) {
        auto kept = std::move(spans);
        auto kept_spared = std::move(spared);
        kept.clear();
        kept_spared.clear();
        *this = Reading{};
        text = whole;
        spans = std::move(kept);
        spared = std::move(kept_spared);
    }
    void take(std::size_t from, std::size_t to, Kind kind, Shape shape = Shape::mark,
              std::uint8_t escapes = 0) {
        if (from < to) spans.push_back({from, to, kind, shape, escapes, 0});
    }
};

}  // namespace diag::redact
