// SPDX-License-Identifier: Apache-2.0
// The evidence of one run, read: what the judges of this collector look at.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collectors/bench.hpp"
#include "collectors/capacity/ages.hpp"
#include "collectors/capacity/history.hpp"
#include "collectors/disk/blocks.hpp"
#include "collectors/disk/mountinfo.hpp"
#include "platform/paths.hpp"

namespace diag::capacity {

/// A folder that grows, and where it is.
struct Place {
    std::string id, path;
    std::string resolved;  ///< empty where it leads nowhere
    std::optional<Space> space;
    const disk::Mount* mount = nullptr;  ///< that holds it
    std::optional<Ages> ages;            ///< of images alone
    std::string uncounted;               ///< why there are none
    bool counted_elsewhere() const { return uncounted == with_another; }
};

/// A program of SAFR that runs here.
struct Writer {
    std::string program;    ///< its path
    std::string user, uid;  ///< name and number
};

/// What lies on one file system.
struct Drive {
    const disk::Mount* mount = nullptr;
    Space space;
    std::vector<const Place*> places;
    bool has_database = false, has_images = false;
};

/// Places and drives point into it: it may be moved, not copied.
struct Picture {
    Picture() = default;
    Picture(Picture&&) = default;
    Picture(const Picture&) = delete;

    Time now{};
    bool here = false, brief = true, site = false;
    std::size_t nodes = 1;
    std::string data_root;
    std::map<std::string, std::uint64_t, std::less<>> programs;
    std::optional<std::uint64_t> factory;  ///< enabled feeds; nothing: no such file
    std::vector<disk::Mount> mounts;
    std::vector<disk::Block> blocks;
    std::vector<Place> places;
    std::vector<Writer> writers;
    std::vector<Drive> drives;
    std::vector<Measured> past;

    /// Feeds that are known to run here; those of Desktop Clients elsewhere are not.
    std::uint64_t cameras() const;
    /// A Desktop Client runs here, as far as the names of programs tell.
    bool has_client() const;
    /// Whether those who write there are known, and `test` holds for all of them: mongod for the
    /// database, the rest of SAFR for images.
    bool all_writers(const Place& place, const std::function<bool(const Writer&)>& test) const;
    /// SAFR's folders for which `test` holds, by where they really are.
    std::set<std::string> folders_where(const std::function<bool(const Place&)>& test) const;
    /// Images are on, or the database, and what SAFR calls it: "/a, /b".
    std::string folders_on(const Drive& drive) const;
};

/// Reads what it can; what is missing or not understood stays empty.
Picture picture_of(const Evidence& evidence);

/// How a part stands beside its rule.
struct Standing {
    std::string part;      ///< "RAM", "GPU", a mount point, "SAFR Server"
    std::string measured;  ///< "RAM 7.7 GiB / 16 GB"
    double need = 0;       ///< what is needed by what is there: from 1 on it is too small
    std::vector<std::string> rests_on;
};

/// Where the judges put what they find, and where they look up numbers.
struct Bench : diag::Bench {
    using diag::Bench::Bench;
    std::vector<Standing> standings;
};

void judge_load(const Picture& picture, Bench& bench);      ///< cameras, events, memory, GPU
void judge_drives(const Picture& picture, Bench& bench);    ///< growth, days left, kind of drive
void judge_scanners(const Picture& picture, Bench& bench);  ///< who reads files as SAFR opens them
void judge_indexers(const Picture& picture, Bench& bench);  ///< who goes through all of them
void judge_first(const Picture& picture, Bench& bench);     ///< after all others

/// Events a day by the pictures that were written, at least and at most; nothing where these could
/// not be counted.
struct Events {
    double low = 0, high = 0;
    std::size_t days = 0;
};
std::optional<Events> events_of(const Picture& picture);

}  // namespace diag::capacity
