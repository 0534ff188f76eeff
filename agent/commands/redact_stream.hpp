// SPDX-License-Identifier: Apache-2.0
// A stream through the redactor in bounded memory.
#pragma once

#include <cstdint>

#include "agent/redact/redactor.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// Bytes that are redacted at once, as those of an attachment are: large enough to be fast. A line
/// or PEM block that is longer is cut between two words, where no secret is near.
inline constexpr std::size_t piece_size = 1 << 20;

/// Copies `input` to `output`, redacted, adding to `counts`. Writes only what was redacted, each
/// line once the next has come where they come slowly; holds little more than piece_size and what
/// becomes of it. A reader of `output` who goes away ends it early and in peace.
///
/// Fails with malformed, naming the byte it came to, when a piece is binary: nothing of that piece
/// is written. Fails as read(2) and write(2) do.
Result<> redact_stream(int input, int output, const redact::Redactor& redactor,
                       redact::Redactions& counts);

}  // namespace diag::commands
