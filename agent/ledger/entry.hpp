// SPDX-License-Identifier: Apache-2.0
// One line of the ledger: what happened, when, and the hash of the line before. README.md has the
// format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::ledger {

/// What an entry tells of. README.md says which data belongs to each.
enum class Kind {
    request,
    refusal,
    grant,
    decline,
    revoke,
    run,
    bundle,
    upload,
    permit,
    waiver,
    enrolment,
    trust,
    rules,
    checkpoint,
    repair,
    exported,  ///< written as "export", which C++ keeps for itself
};

std::string_view name_of(Kind kind);
std::optional<Kind> kind_named(std::string_view name);

/// "request refusal ...": for help and for shells to complete.
inline constexpr std::string_view kind_words =
    "request refusal grant decline revoke run bundle upload permit waiver enrolment trust "
    "rules checkpoint repair export";

struct Entry {
    std::uint64_t n = 0;  ///< 0, 1, 2 ... over all segments
    Time time{};
    Kind kind = Kind::run;
    json::object data;
    std::string previous;  ///< SHA-256 of the line before, newline included; lower-case hex
};

/// No line is longer, its newline included; so a reader needs no more memory than this.
inline constexpr std::size_t longest_line = 256 * 1024;

/// What the first entry has as `previous`: 64 zeros.
std::string no_previous();

/// The entry as it stands in the ledger: JSON without spaces, members in this order, a newline.
/// Text in `data` that is not well-formed is mended (printable()).
std::string line_of(const Entry& entry);

/// Reads a line, newline included. Only what line_of() writes is accepted, to the byte. Fails with
/// malformed.
Result<Entry> entry_from(std::string_view line);

/// What the next entry has as `previous`.
std::string hash_of(std::string_view line);

}  // namespace diag::ledger
