// SPDX-License-Identifier: Apache-2.0
// Proof, in every run, that redaction works in this very process.
#pragma once

#include "agent/redact/redactor.hpp"

namespace diag::collect {

/// Redacts a text in which a secret of each family was planted, made up for this run, and looks for
/// them in what came out. Fails with bug, naming the family, when one is still there: then nothing
/// may be sealed.
Result<> check_canaries(const redact::Redactor& redactor);

}  // namespace diag::collect
