// SPDX-License-Identifier: Apache-2.0
// The evidence of one run, read: what the judges of this collector look at.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collectors/backups/history.hpp"
#include "collectors/backups/names.hpp"
#include "collectors/backups/schedules.hpp"
#include "collectors/bench.hpp"
#include "collectors/disk/mountinfo.hpp"
#include "collectors/usual_size.hpp"
#include "platform/minute_text.hpp"

namespace diag::backups {

struct Backup {
    std::string place;  ///< the directory it was found in
    std::string path;
    std::string name;  ///< below that directory
    std::string kind = "unknown";
    std::uint64_t bytes = 0;
    Time taken{};        ///< begun, by its name; else last written
    bool dated = false;  ///< its name told: a file that is written once
    Time modified{};
    std::uint64_t inode = 0;
    bool growing = false;              ///< it changed between two looks
    bool special = false;              ///< a FIFO, a link, a device: not to be opened
    bool partly = false;               ///< not all below it was looked at: it has more bytes
    std::string contents;              ///< "full", "without objects", ...; empty: not told
    bool as_scheduled = false;         ///< that is what schedules say, not what was read in it
    ScheduledContents scheduled;       ///< what schedules say of its kind in its place
    std::optional<BackupProof> proof;  ///< on record of its path
    std::string proof_item;
    bool same = false;  ///< the record is of exactly this file: size, time and inode

    /// Read whole and sound, L3 or higher, and the bytes are those still as far as was seen.
    bool proven() const;
    /// Read, and it does not hold; the bytes are those still as far as was seen.
    bool refuted() const;
    /// What was read in it; empty where only schedules tell.
    std::string read_contents() const { return as_scheduled ? "" : contents; }
};

struct Location {
    std::string number;  ///< of its evidence
    std::string path;
    std::string source;
    std::string failure;  ///< why it is not known what is in it; empty: it is
    Fault fault = Fault::bug;
    bool cut = false;  ///< more lies in it than was looked at: no newest is known
    std::optional<Resolved> leads;
    std::optional<Space> space;

    /// Of what lies in it; "." is the place itself.
    std::string path_of(const std::string& name) const;
};

/// A text that makes backups.
struct Plan {
    std::string item;
    std::vector<Scheduled> lines;
    std::string unit;   ///< of systemd; empty: cron
    std::string ended;  ///< what systemctl says of it
    std::string timer;
    std::string runner;  ///< the crontab that runs it, or the script of run-parts; empty: none
    std::string folder;  ///< of run-parts: what cron says that it ran
    std::vector<std::string> when;  ///< its lines that do
    bool other_zone = false;        ///< these are not in local time
    std::optional<Time> changed;    ///< when that crontab was last written
    std::string output_item;        ///< the end of what it wrote; empty: not known
    std::string output;
};

struct Picture {
    Time now{};
    std::chrono::seconds utc_offset{};  ///< now
    Zone zone;
    bool brief = false;
    bool safr = false;  ///< SAFR runs here
    std::string role;
    std::string program_root;
    std::string backup_root;
    std::string rollback_backup;      ///< the one a rollback would take; empty: the best
    std::vector<std::string> others;  ///< the other nodes of the site
    bool proofs_told = false;         ///< what was proven was looked up
    std::vector<Backup> backups;      ///< newest first
    std::vector<Location> places;
    std::vector<Plan> plans;
    std::vector<disk::Mount> mounts;
    /// "database", "objects" (cv-storage), "images.<n>" that lie elsewhere.
    std::map<std::string, Resolved, std::less<>> data;
    std::vector<std::string> images{"objects"};  ///< where images lie, by their ids in `data`
    std::map<std::string, Usage, std::less<>> usages;
    std::map<std::string, Space, std::less<>> spaces;  ///< where the data is
    std::string cron_log;
    std::vector<Moment> past;  ///< what earlier runs remembered, in order of time

    /// A backup of its images takes this server back: who has no database of its own, or a copy of
    /// one, needs no other (safr-facts 4.1).
    bool needs_images_alone() const { return role == "redundant" || role == "simple"; }

    /// Who has a copy of the database at most, and its images where the primary has them, is taken
    /// back by the primary's backup and needs none of its own (safr-facts 4.1). False, too, where
    /// the role or the images' place is not known.
    bool needs_none_of_its_own() const { return needs_images_alone() && objects_are_shared(); }

    /// The evidence that told of a backup.
    std::string item_of(const Backup& backup) const;

    /// Where a line puts its backups, if that was looked into; else nullptr.
    const Location* place_of(const Scheduled& line) const;

    /// A place is there, but not what lies in it is known.
    bool any_unread() const;
    /// The first place that was looked at in part only, or nullptr.
    const Location* cut_place() const;

    /// Images are on a disk of this server, where no other can save them.
    bool objects_are_local() const { return !local_images().empty(); }
    /// Where these lie, links followed; none within another of the same file system.
    std::vector<std::string> local_images() const;
    /// All of them are where another machine answers. Neither is true where their place is not
    /// known.
    bool objects_are_shared() const;
    /// The one device that images come back to, by its id in `data`; empty where they lie on
    /// several.
    std::string home_of_images() const;

    /// The newest that is a file, or nullptr.
    const Backup* newest() const;
};

/// Reads what it can; what is missing or not understood stays empty.
Picture picture_of(const Evidence& evidence);

/// Those of one kind and place, newest first, by place and kind.
using Line = std::vector<const Backup*>;
std::map<std::pair<std::string, std::string>, Line> lines_of_backups(const Picture& picture);

std::uint64_t natural_at(const json::value& root, std::string_view path);

/// Milliseconds since 1970, of the years to 9999; the epoch for others.
Time plausible_time(std::int64_t count);

/// Where the judges put what they find, and where they look up numbers.
class Bench : public diag::Bench {
public:
    using diag::Bench::Bench;
    /// Whether that was found; with a parameter of that name and value where one is given.
    bool found(std::string_view id, std::string_view name = {}, std::string_view value = {}) const;
};

/// When cron last started a command of the plan; nothing where it does not tell.
std::optional<Time> started_by_cron(const Picture& picture, const Plan& plan);
/// With which status that ended, where cron tells that it failed; else empty.
std::string failed_by_cron(const Picture& picture, const Plan& plan);

void judge_backups(const Picture& picture, Bench& bench);    ///< age, size, growth, oddities
void judge_proofs(const Picture& picture, Bench& bench);     ///< which are proven, and still so
void judge_rollback(const Picture& picture, Bench& bench);   ///< what going back would take
void judge_places(const Picture& picture, Bench& bench);     ///< where they lie, room
void judge_schedules(const Picture& picture, Bench& bench);  ///< who makes them, how it went
void judge_durations(const Picture& picture, Bench& bench);  ///< how long making one takes
void judge_runs(const Picture& picture, Bench& bench);       ///< did cron's last run make one

}  // namespace diag::backups
