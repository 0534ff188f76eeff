// SPDX-License-Identifier: Apache-2.0
// The evidence of one run, read: what the judges of this collector look at.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collectors/backups/names.hpp"
#include "collectors/backups/schedules.hpp"
#include "collectors/collector.hpp"
#include "collectors/disk/mountinfo.hpp"

namespace diag::backups {

struct Backup {
    std::string place;  ///< the directory it was found in
    std::string path;
    std::string name;  ///< below that directory
    std::string kind = "unknown";
    std::uint64_t bytes = 0;
    Time taken{};  ///< begun, by its name; else last written
    Time modified{};
    std::uint64_t inode = 0;
    bool growing = false;  ///< it changed between two looks
    bool special = false;  ///< a FIFO, a link, a device: not to be opened
};

struct Location {
    std::string number;  ///< of its evidence
    std::string path;
    std::string source;
    std::string failure;  ///< why it is not known what is in it; empty: it is
    Fault fault = Fault::bug;
    std::optional<Resolved> leads;
    std::optional<Space> space;
};

/// A text that makes backups.
struct Plan {
    std::string item;
    std::vector<Scheduled> lines;
    std::string unit;   ///< of systemd; empty: cron
    std::string ended;  ///< what systemctl says of it
    std::string timer;
};

struct Picture {
    Time now{};
    std::chrono::seconds utc_offset{};
    bool brief = false;
    bool safr = false;  ///< SAFR runs here
    std::string role;
    std::vector<Backup> backups;  ///< newest first
    std::vector<Location> places;
    std::vector<Plan> plans;
    std::vector<disk::Mount> mounts;
    std::map<std::string, Resolved, std::less<>> data;  ///< "database", "objects"
    std::map<std::string, Usage, std::less<>> usages;
    std::map<std::string, Space, std::less<>> spaces;  ///< where the data is

    /// The newest that is a file, or nullptr.
    const Backup* newest() const;
};

/// Reads what it can; what is missing or not understood stays empty.
Picture picture_of(const Evidence& evidence);

/// Where the judges put what they find, and where they look up numbers.
class Bench {
public:
    explicit Bench(const Thresholds& in_force) : in_force_(in_force) {}

    double limit(std::string_view key) const;
    void find(std::string id, Severity severity, Parameters parameters,
              std::vector<std::string> rests_on);
    void note(std::string id, std::string value);

    Judgement judgement;

private:
    const Thresholds& in_force_;
};

/// "45 min", "7 h", "12 d".
std::string span_text(milliseconds span);

void judge_backups(const Picture& picture, Bench& bench);    ///< age, size, growth, oddities
void judge_places(const Picture& picture, Bench& bench);     ///< where they lie, room
void judge_schedules(const Picture& picture, Bench& bench);  ///< who makes them, how it went

}  // namespace diag::backups
