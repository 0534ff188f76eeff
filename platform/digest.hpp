// SPDX-License-Identifier: Apache-2.0
// Digests, random bytes and what is made of them.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "platform/clock.hpp"

struct evp_md_ctx_st;

namespace diag {

using Digest = std::array<unsigned char, 32>;

/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
class Sha256 {
public:
    Sha256();
    void update(std::string_view bytes);
    /// The digest of all bytes since the start or the last finish(); begins anew.
    Digest finish();
    std::string finish_hex();

private:
    std::shared_ptr<evp_md_ctx_st> context_;  ///< of this object alone; shared_ptr hides the type
};

Digest sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);

/// MD5 (RFC 1321) in lower-case hex, for the one thing it still has to do: HTTP and RTSP Digest
/// access authentication (RFC 7616) with peers that know nothing newer. Empty where the system's
/// policy forbids MD5.
std::string md5_hex_for_digest_access(std::string_view bytes);

/// SHA-1 (FIPS 180-4), for the password digest of WS-Security's UsernameToken, which ONVIF
/// prescribes.
std::array<unsigned char, 20> sha1_for_username_token(std::string_view bytes);

/// Lower-case hexadecimal.
std::string hex(std::span<const unsigned char> bytes);

/// From the system's cryptographic generator. Never returns without: a failing one ends the
/// program.
void fill_random(std::span<unsigned char> bytes);

/// Whether both are equal, in a time that does not tell where they differ. Lengths are no secret.
bool equal_in_constant_time(std::string_view left, std::string_view right);

/// A UUIDv7 (RFC 9562 5.7): sorts by `now`, 74 bits are random.
std::string uuid_v7(Time now);

/// Whether `text` is a UUID in lower case with its four dashes, as uuid_v7 writes it.
bool is_uuid(std::string_view text);

}  // namespace diag
