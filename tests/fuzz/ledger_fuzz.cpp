// SPDX-License-Identifier: Apache-2.0
// A line of the ledger: what is read is exactly what would be written, and a checkpoint in it is
// looked at without harm.
#include <cstdlib>

#include "agent/ledger/checkpoint.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view line{reinterpret_cast<const char*>(data), size};
    const auto entry = diag::ledger::entry_from(line);
    if (!entry) return 0;
    const auto again = diag::ledger::entry_from(diag::ledger::line_of(*entry));
    if (!again || again->n != entry->n || again->previous != entry->previous) std::abort();
    if (entry->kind != diag::ledger::Kind::checkpoint) return 0;
    if (const auto carried = diag::ledger::carried_by(*entry))
        static_cast<void>(diag::ledger::proof_from(carried->document).has_value());
    return 0;
}
