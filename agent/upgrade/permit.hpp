// SPDX-License-Identifier: Apache-2.0
// A permit (*.safrpermit): this backup of this server was proven, for this upgrade, until then.
// JSON in CMS SignedData, signed by the agent of the server it is for. FORMAT.md has the grammar.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/exchange/identity.hpp"
#include "agent/upgrade/marks.hpp"
#include "agent/upgrade/version.hpp"
#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::upgrade {

/// The newest permit format this code writes and reads.
inline constexpr std::int64_t permit_format = 1;

/// A signed permit is never longer.
inline constexpr std::size_t permit_limit = 64 << 10;

/// Permits and waivers stay here for so long after their end, for whoever asks what held then. On
/// the ledger they stay for ever.
inline constexpr std::chrono::days kept_after_end{400};

/// The backup that a rollback would need.
struct ProvenBackup {
    FileMarks file;
    std::string sha256;  ///< of all of it; of a directory, over names and digests of its files
    std::string level;   ///< "L4": how far it was proven
    Time taken{};
    Time proven{};
    /// Images and other objects in it; nothing: a version wrote it that did not tell.
    std::optional<std::uint64_t> objects{};
};

/// A condition that somebody at the site set aside.
struct SetAside {
    std::string waiver;     ///< id, as on the ledger
    std::string condition;  ///< "replica_set"
    std::string by;
    std::string reason;
    bool operator==(const SetAside&) const = default;
};

struct Permit {
    std::string id;            ///< UUIDv7
    std::string program_root;  ///< where SAFR's programs lay
    ServerMarks server;
    std::string replica_set;  ///< what the database's set was made of; empty: none
    Version from;             ///< empty: not told
    Version to;
    /// False: that was set aside, or none is needed here; `backup` is empty then.
    bool with_backup = true;
    bool backup_of_primary = false;  ///< none is needed here: a rollback restores the primary's
    ProvenBackup backup;
    Time made{};
    Time until{};
    std::vector<SetAside> set_aside;
    std::vector<std::string> not_told;  ///< conditions that nobody could look at
};

json::value to_json(const Permit& permit);
json::value to_json(const ProvenBackup& backup);
/// Fails with malformed.
Result<ProvenBackup> proven_from(const json::value& document);

/// Every field, each within bounds. Fails with unsupported for a newer format, malformed for
/// anything else that does not fit.
Result<Permit> permit_from(std::string_view text);

/// The document, signed by this agent.
Result<std::string> signed_permit(const Permit& permit, const exchange::Identity& agent);

/// The permit in a document that the holder of this agent's key signed; its certificate may have
/// been renewed since. Fails with refused when it is another's, and as reading does.
Result<Permit> open_permit(std::string_view document, const Certificate& agent);

}  // namespace diag::upgrade
