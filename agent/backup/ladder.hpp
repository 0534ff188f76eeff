// SPDX-License-Identifier: Apache-2.0
// How far a backup is proven: a rung after the other, each with what was seen in plain words.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/backup/contents.hpp"
#include "agent/backup/first_sight.hpp"
#include "collectors/usual_size.hpp"

namespace diag::backup {

enum class Level {
    exists,      ///< L0: there, readable, finished
    plausible,   ///< L1: age and size beside earlier ones
    unchanged,   ///< L2: the bytes are those of the first sight
    structured,  ///< L3: read to its end: gzip, tar, every document, metadata
    covering,    ///< L4: what a server needs is in it
    restorable,  ///< L5: restored into a scratch database
    consistent,  ///< L6: records refer to images that it holds
};
inline constexpr std::array all_levels{Level::exists,     Level::plausible, Level::unchanged,
                                       Level::structured, Level::covering,  Level::restorable,
                                       Level::consistent};

std::string name_of(Level level);  ///< "L3"
/// Fails with refused, saying which there are.
Result<Level> level_from(std::string_view name);

enum class Standing { held, failed, not_told };

/// "held", "failed", "not told".
std::string_view name_of(Standing standing);

/// How quickly a rehearsed restore went, its indexes included: what a roll-back would take.
struct Pace {
    std::uint64_t documents = 0;
    std::uint64_t bytes = 0;
    milliseconds took{};

    /// 0 where it took no time that could be measured.
    std::uint64_t documents_per_second() const;
    std::uint64_t bytes_per_second() const;
};

struct Rung {
    Level level = Level::exists;
    Standing standing = Standing::not_told;
    std::vector<std::string> seen;  ///< a sentence each
    std::optional<Pace> pace = {};  ///< of a rehearsed restore
    /// What answered only played its part, as one of the sentences says: nothing is kept of it.
    bool stand_in = false;
    /// Of L4: why it was not compared, or not wholly; empty: it was.
    std::string not_compared = {};
};

/// What a backup is compared with: a list that somebody wrote down, or a database that goes on
/// being written to.
struct Expected {
    std::map<Namespace, std::uint64_t> documents;  ///< of each collection that must be there
    /// Percent that a count may differ by; of a database, that it may have grown by since, a day.
    double tolerance = 5;
    std::string source;  ///< where that is from, for people
    /// When a database was asked; nothing: it is a list.
    std::optional<Time> asked{};
    std::map<Namespace, std::uint64_t> indexes{};  ///< as far as known
    /// Of fixed size: how many documents fit says nothing of what is missing.
    std::set<Namespace> capped{};
    /// When the oldest document of one was made, of those that are not in the backup and tell it.
    std::map<Namespace, Time> oldest{};
    std::string lacks{};  ///< what could not be asked and why, for people; empty: all was
};

/// {"databases": {"db": {"collection": count}}, "tolerance_percent": 5}
Result<Expected> expected_from(std::string_view text, std::string source);

/// Numbers that decide. Sources: lessons 4.9 and health rule 6.5, our proposals where not said.
struct Limits {
    milliseconds oldest{std::chrono::hours{24}};
    SizeLimits size;              ///< beside what is usual
    double objects_percent = 80;  ///< of what a store keeps; less is no backup of it
};

/// What the server that is backed up needs of a backup.
struct Server {
    std::string role;  ///< "primary", "redundant", "simple"; else it is not known
    /// Names of the files by which SAFR is configured on it; why they are not known: absent, as no
    /// SAFR is here, or as they could not be looked at.
    Result<std::vector<std::string>> configurations = Error{Fault::bug, "nobody looked"};
    /// Files of its object store where that is on a disk of its own, at least; nothing: not known.
    std::optional<std::uint64_t> objects = {};
    bool keeps_objects() const { return objects && *objects > 0; }
};

/// The most files that a store may have of which this is a backup. Who counts may stop beyond.
std::uint64_t most_objects_beside(const Contents& contents, const Limits& limits);

/// All that is known when the ladder is climbed.
struct Climb {
    std::string name;
    bool by_safr = false;  ///< as its name says: made by backup.py
    Server server;
    Time now{};
    Time taken{};           ///< by its name, or else when it was last written
    bool named_so = false;  ///< its name told
    Result<Contents> contents = Error{Fault::bug, "not examined"};
    std::vector<BackupSize> earlier;  ///< others of its place and naming
    ScheduledContents scheduled;      ///< what is to be in those
    Result<Memory> memory = Error{Fault::bug, "not looked up"};
    std::optional<Expected> expected;
    std::string not_compared;  ///< why nothing is expected, for people; empty: nobody was asked
    Limits limits;
};

/// L0 to L4. L5 and L6 are proven by others (rehearsal.hpp, agreement.hpp).
std::vector<Rung> climb(const Climb& climb, Level highest);

/// Nothing is on record of what stands there now. False where the record cannot be read.
bool is_first_sight(const Climb& climb);
/// Says on L2 of a first sight whether it was kept, once that is known.
void tell_kept(const Climb& climb, bool kept, std::vector<Rung>& rungs);

Rung exists(const Climb& climb);
Rung plausible(const Climb& climb);
Rung unchanged(const Climb& climb);
Rung structured(const Climb& climb);
Rung covering(const Climb& climb);

}  // namespace diag::backup
