// SPDX-License-Identifier: Apache-2.0
// A request comes in, as a file or over the line: proven, on record, answered by the site's rules.
#pragma once

#include <string>
#include <string_view>

#include "agent/commands/asking.hpp"

namespace diag::commands {

/// What take_in does with a document that is turned down.
enum class OnRefusal {
    record,  ///< it is on the ledger by its digest, as it may not even have an id
    leave    ///< who calls does that
};

/// receive(), the ledger, and answer_by_rules(). What a crash or a full disk kept from being done
/// when the same document came before is done now. Fails as receive() does; `turned_down` tells
/// whether the document was at fault, and not this machine.
Result<Received> take_in(const Reception& reception, std::string_view document, Time now,
                         OnRefusal on_refusal = OnRefusal::record);

/// A document that was turned down, on the ledger.
Result<> record_refusal(const Reception& reception, std::string_view document,
                        const std::string& why);

/// Whether the error says that a document was turned down.
bool turned_down(const Error& error);

/// The id that a signed document says it has, whoever signed it; for answers. Fails with malformed
/// where it cannot be read.
Result<std::string> id_in(std::string_view document);

}  // namespace diag::commands
