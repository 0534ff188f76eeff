// SPDX-License-Identifier: Apache-2.0
// The file of a database, before SQLite sees it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::desk::sqlite {

/// So long others are waited for.
inline constexpr milliseconds lock_patience{10'000};
inline constexpr milliseconds between_lock_tries{50};

/// The bytes of a database in which nothing is kept yet.
using Blank = std::function<Result<std::string>()>;

/// The file is there afterwards, whole: several processes may come at once, one of them makes it.
/// By root it is made for whoever the directory belongs to: the server's own user. Fails with
/// malformed where it is gone while its log is still there: a new one would take that for its own.
Result<> make_where_missing(const std::filesystem::path& file, const Blank& blank);

/// Mode 0600. Fails with malformed when it is no regular file, or empty as no database is.
Result<> close_to_others(const std::filesystem::path& file);

}  // namespace diag::desk::sqlite
