// SPDX-License-Identifier: Apache-2.0
// A bundle from the desk's server to a file, in pieces that resume.
#pragma once

#include "desk/commands/bundle_list.hpp"
#include "platform/partial_file.hpp"
#include "platform/progress.hpp"

namespace diag::desk {

/// All of the bundle is in `file` afterwards, with the digest that the list names. Asks again while
/// the server is away, ten times without a byte between them: some three minutes.
///
/// Fails as DeskServer::ask() and PartialFile do: then what came stays. With malformed where the
/// server sent something else; what came of a wrong digest is thrown away.
Result<> fetch_into(PartialFile& file, const Listed& bundle, DeskServer& server,
                    Progress& progress);

}  // namespace diag::desk
