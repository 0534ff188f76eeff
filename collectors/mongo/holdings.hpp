// SPDX-License-Identifier: Apache-2.0
// What does the site's database hold now? Names of collections, how many documents and indexes each
// has: to compare a backup with. Numbers are those of the server's metadata, which after a crash
// may be a little off (manual, "count"). Of documents only the least and the greatest `_id` of a
// collection in doubt are asked for, and only the time in an ObjectId is kept.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"

namespace diag::mongo {

struct Holding {
    std::string database, collection;
    std::uint64_t documents = 0;
    std::optional<std::uint64_t>
        indexes;          ///< of finished ones; not all are asked where time is short
    bool capped = false;  ///< of fixed size: the oldest documents leave as new ones come
    /// When its oldest document was made, by the clock of who made it; only of collections in
    /// doubt, and only where all are named by ObjectIds.
    std::optional<Time> oldest = {};
};

struct Holdings {
    std::string address;  ///< whom they are of, "127.0.0.1:27017"
    Time at{};
    std::vector<Holding> collections;
    /// Actions that the account may not do ("find"), and that something was left out for or asked
    /// in another way: listCollections (only collections that it may see are told), find (numbers
    /// come from collStats, and no collection's `oldest` is told), listIndexes.
    std::vector<std::string> lacks;
};

/// What gives an account all of them (manual, "Built-In Roles"), as an end of a sentence.
inline constexpr std::string_view grant =
    "grant its user the role readAnyDatabase or backup on the database admin";

/// Whether the age of a collection matters, by database and name.
using InDoubt = std::function<bool(const std::string& database, const std::string& collection)>;

inline constexpr std::size_t most_collections_counted = 20'000;
inline constexpr milliseconds holdings_patience{10'000};

/// Asks the databases of this site, those that run here first, until one tells all it holds: at
/// most holdings_patience, as disposable children. Logins as for the collector, see interview.hpp.
///
/// Fails with absent (there is none to ask), unsupported (no library for it), or as the first one
/// failed: denied (it asks for a login we have not), refused, timed_out, full (not all could be
/// told), ... What it says is an end of "not compared: ".
Result<Holdings> holdings_of(World& world, const InDoubt& in_doubt,
                             const std::function<bool()>& given_up);

/// Puts a command to a database and returns the answer.
using Asking =
    std::function<Result<std::string>(const std::string& database, const std::string& command)>;

/// The questions of one node: all databases but `local` and `config`, which no dump holds; no
/// views, no system collections. {"ok": 1, "collections": [{"db": "event", "name": "events",
/// "count": 5, "indexes": 2, "capped": true, "oldest": 1795464000}]}; with "partial", a reason,
/// where not all was told, and "lacks", a list of actions; or the server's error, {"ok": 0, "code":
/// 13, "asked": "listCollections", "of": "event"}. Fails as `ask` does.
Result<std::string> ask_holdings(const Asking& ask, const InDoubt& in_doubt,
                                 const std::function<bool()>& is_late);

/// What conduct() brought of such an interview. Fails as holdings_of does.
Result<Holdings> holdings_from(std::string_view outcome, const std::string& address);

}  // namespace diag::mongo
