// SPDX-License-Identifier: Apache-2.0
// What an entry of the ledger says, for people.
#pragma once

#include <string>

#include "platform/json.hpp"

namespace diag::commands {

/// "request: 019a...; by: root; why: ...": what is there, in its order, and on one line whatever a
/// text in it holds. Without the documents.
std::string in_words(const json::object& data);

}  // namespace diag::commands
