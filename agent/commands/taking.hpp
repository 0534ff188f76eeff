// SPDX-License-Identifier: Apache-2.0
// A request comes in, as a file or over the line: proven, on record, answered by the site's rules.
#pragma once

#include <string>
#include <string_view>

#include "agent/commands/asking.hpp"

namespace diag::commands {

/// receive(), the ledger, and answer_by_rules(). A document that is turned down is on the ledger by
/// its digest, as it may not even have an id. Fails as receive() does; `turned_down` tells whether
/// the document was at fault, and not this machine.
Result<Received> take_in(const Reception& reception, std::string_view document, Time now);

/// Whether the error says that a document was turned down.
bool turned_down(const Error& error);

/// The id that a signed document says it has, whoever signed it; for answers. Fails with malformed
/// where it cannot be read.
Result<std::string> id_in(std::string_view document);

}  // namespace diag::commands
