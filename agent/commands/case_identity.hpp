// SPDX-License-Identifier: Apache-2.0
// Which case a record here is of: by its number, and as long as there is none by the id that
// `case new` writes into its file.
#pragma once

#include "agent/cases/notes.hpp"
#include "platform/json.hpp"

namespace diag::commands {

/// Has a number or an id. Without either two cases cannot be told apart.
bool can_be_known(const cases::Notes& notes);

/// Says, where it is a file without either, what to write into it.
void warn_unless_known(const cases::Notes& notes);

/// What a record keeps of its case: "case", its number; "id"; "file", where it lay.
json::object identity_of(const cases::Notes& notes);

/// Whether a record that holds an identity_of() is of this case. One that was made under a number
/// is only of the case of that number. One that was made before is of the file of that id, also
/// after the file got a number or another place; but not of a copy, as long as the file that was
/// copied is where it was and holds the id.
bool is_of(const json::value& record, const cases::Notes& notes);

}  // namespace diag::commands
