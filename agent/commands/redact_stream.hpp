// SPDX-License-Identifier: Apache-2.0
// A stream through the redactor in bounded memory.
#pragma once

#include <cstdint>

#include "agent/redact/redactor.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// A line, or a PEM block, may be this long; a longer one cannot be judged in one piece.
inline constexpr std::size_t longest_piece = 8 << 20;

/// Copies `input` to `output`, redacted, adding to `counts`. Writes only what was redacted; holds
/// at most longest_piece and what becomes of it. A reader of `output` who goes away ends it early
/// and in peace.
///
/// Fails with malformed, naming the byte it came to, when the input is binary (a zero byte, an
/// image) or a piece too long: nothing of that piece is written. Fails as read(2) and write(2) do.
Result<> redact_stream(int input, int output, const redact::Redactor& redactor,
                       redact::Redactions& counts);

}  // namespace diag::commands
