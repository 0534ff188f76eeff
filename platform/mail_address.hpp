// SPDX-License-Identifier: Apache-2.0
// Mail addresses, as far as anything of ours sends to them.
#pragma once

#include <string_view>

namespace diag {

/// "somebody@example.org": dot-atoms of ASCII on both sides (RFC 5322 3.4.1), at most 254 bytes
/// (RFC 5321 4.5.3.1). Quoted names and numbers in brackets are none: nothing of such an address
/// could then begin another header or command.
bool is_mail_address(std::string_view text);

}  // namespace diag
