// SPDX-License-Identifier: Apache-2.0
#include "desk/tokens.hpp"

#include <algorithm>
#include <array>

#include "platform/base64.hpp"
#include "platform/digest.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t authority_digits = 32;

}  // namespace

std::string fresh_token(const Certificate& authority) {
    std::array<unsigned char, 32> secret{};
    fill_random(secret);
    auto text = base64(std::span<const unsigned char>(secret));
    // RFC 4648 5: the alphabet that needs no quoting, here without padding.
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    text.erase(std::ranges::find(text, '='), text.end());
    return text + "." + authority.fingerprint().substr(0, authority_digits);
}

std::string digest_of_token(std::string_view token) { return sha256_hex(token); }

}  // namespace diag::desk
