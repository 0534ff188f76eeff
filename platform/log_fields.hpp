// SPDX-License-Identifier: Apache-2.0
// Lines of log.hpp that say what they are about also in fields, where a journal reads them.
#pragma once

#include "platform/journal.hpp"
#include "platform/log.hpp"

namespace diag::log {

/// As those in log.hpp. A journal gets the sentence as one entry with these fields, of which empty
/// ones are left out; elsewhere the sentence alone is written.
void warning(std::string_view sentence, const JournalFields& fields);
void news(std::string_view sentence, const JournalFields& fields);
void detail(std::string_view sentence, const JournalFields& fields);

}  // namespace diag::log
