// SPDX-License-Identifier: Apache-2.0
// The recognisers: each looks at one place of a text where something was hinted at, and takes the
// spans that must go. All of them look a bounded way and so stay linear on any input.
#pragma once

#include <cstddef>

#include "agent/redact/reading.hpp"

namespace diag::redact {

// Addresses, at the positions candidates.hpp tells.
void recognise_ipv4(Reading& reading, std::size_t dot);
void recognise_colons(Reading& reading, std::size_t colon);  ///< IPv6, and MAC with colons
void recognise_mac(Reading& reading, std::size_t dash);
void recognise_email(Reading& reading, std::size_t sign);
void recognise_encoded_email(Reading& reading, std::size_t from, std::size_t to);  ///< "%40"

// Credentials in URLs. `from` is the colon, `to` the first byte of the authority.
void recognise_url(Reading& reading, std::size_t from, std::size_t to);
void recognise_escaped_url(Reading& reading, std::size_t from, std::size_t to);  ///< :\/\/
void recognise_encoded_url(Reading& reading, std::size_t from, std::size_t to);  ///< %3A%2F%2F
void recognise_oracle(Reading& reading, std::size_t from, std::size_t to);       ///< user/password@

// Key families. [from, to) is the word that gave them away.
void recognise_key(Reading& reading, std::size_t from, std::size_t to);
/// The same for words that are parts of others ("pass"): only where a name's part begins and ends.
void recognise_short_key(Reading& reading, std::size_t from, std::size_t to);
void recognise_authorization(Reading& reading, std::size_t from, std::size_t to);
void recognise_cookie(Reading& reading, std::size_t from, std::size_t to);
/// "Bearer x", "Basic x" outside of any header.
void recognise_scheme(Reading& reading, std::size_t from, std::size_t to);
/// Programs that take a secret in a short option: "mysql -px", "curl -u user:password".
void recognise_program(Reading& reading, std::size_t from, std::size_t to);
void recognise_identified_by(Reading& reading, std::size_t from, std::size_t to);

// Things that tell themselves apart by their form.
void recognise_pem_begin(Reading& reading, std::size_t from, std::size_t to);
void recognise_pem_end(Reading& reading, std::size_t from, std::size_t to);
void recognise_jwt(Reading& reading, std::size_t from, std::size_t to);
void recognise_vendor_token(Reading& reading, std::size_t from, std::size_t to);
void recognise_base64_image(Reading& reading, std::size_t from, std::size_t to);
void recognise_data_url(Reading& reading, std::size_t from, std::size_t to);
void recognise_dump(Reading& reading, std::size_t from, std::size_t to);  ///< of xxd or hexdump
/// "\xff\xd8", to the end of its string.
void recognise_escaped_bytes(Reading& reading, std::size_t from, std::size_t to);
void recognise_image_bytes(Reading& reading, std::size_t from, std::size_t to);

}  // namespace diag::redact
