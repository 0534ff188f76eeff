// SPDX-License-Identifier: Apache-2.0
// The database of a desk: its tables, and how they came to be.
#include "desk/store_sqlite.hpp"

#include "desk/case_book.hpp"

namespace diag::desk {
namespace {

/// "SFRd"
constexpr std::int32_t application = 0x53465264;

// Times are milliseconds since the epoch, 0 for never. A version that was released is never
// changed: what comes later is one more.
constexpr const char* version_1 = R"(
CREATE TABLE agents (
    name TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    key TEXT NOT NULL,
    version TEXT NOT NULL,
    enrolled INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    certificate_until INTEGER NOT NULL,
    doubled INTEGER NOT NULL,
    clock_ahead_ms INTEGER NOT NULL,
    health TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    digest TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    until INTEGER NOT NULL,
    agent TEXT REFERENCES agents (name)
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    agent TEXT NOT NULL,
    engineer TEXT NOT NULL,
    engineer_name TEXT NOT NULL,
    case_number TEXT NOT NULL,
    reason TEXT NOT NULL,
    made INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    stage TEXT NOT NULL,
    changed INTEGER NOT NULL,
    why TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    bundle TEXT NOT NULL,
    document BLOB NOT NULL
) STRICT;
CREATE INDEX requests_by_agent ON requests (agent, stage);
CREATE INDEX requests_by_time ON requests (made, id);

CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    agent TEXT NOT NULL,
    bundle TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    begun INTEGER NOT NULL,
    touched INTEGER NOT NULL,
    UNIQUE (agent, bundle)
) STRICT, WITHOUT ROWID;

CREATE TABLE bundles (
    id TEXT NOT NULL,
    agent TEXT NOT NULL,
    site TEXT NOT NULL,
    case_number TEXT NOT NULL,
    request TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    signed_at INTEGER NOT NULL,
    PRIMARY KEY (id, agent)
) STRICT, WITHOUT ROWID;
CREATE INDEX bundles_by_agent ON bundles (agent, arrived);
CREATE INDEX bundles_by_time ON bundles (arrived, id);
)";

constexpr const char* version_2 = R"(
CREATE TABLE case_entries (
    case_number TEXT NOT NULL,
    n INTEGER NOT NULL,
    document BLOB NOT NULL,
    PRIMARY KEY (case_number, n)
) STRICT, WITHOUT ROWID;
)";

constexpr const char* version_3 = R"(
CREATE TABLE case_told (
    case_number TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)";

constexpr const char* version_4 = R"(
ALTER TABLE agents ADD COLUMN line_serial INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN line_key TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN line_key_before TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN line_until INTEGER NOT NULL DEFAULT 0;
)";

Result<std::unique_ptr<sqlite::Database>> desk_database(const std::filesystem::path& file) {
    return sqlite::Database::open(file,
                                  {application, {version_1, version_2, version_3, version_4}});
}

}  // namespace

std::string behind(const std::string& beginning) { return beginning + '\x7f'; }

Result<Store> sqlite_store(const std::filesystem::path& file) {
    auto opened = desk_database(file);
    if (!opened) return opened.error();
    const SharedDatabase database = std::move(*opened);
    return Store{fleet_in(database), requests_in(database), receipts_in(database),
                 bundles_in(database)};
}

Result<std::unique_ptr<CaseBook>> sqlite_cases(const std::filesystem::path& file) {
    auto opened = desk_database(file);
    if (!opened) return opened.error();
    return cases_in(std::move(*opened));
}

}  // namespace diag::desk
