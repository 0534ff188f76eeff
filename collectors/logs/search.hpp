// SPDX-License-Identifier: Apache-2.0
// Looking for log files without touching anything that could hang, and keeping account of
// everything met: what is taken, what is not, and why.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/logs/names.hpp"

namespace diag::logs {

/// Why a file is not taken. Words of the evidence item "tree"; judge reads them.
namespace why {
inline constexpr std::string_view before_window = "before_window";
inline constexpr std::string_view no_log = "no_log";      ///< not by its name
inline constexpr std::string_view personal = "personal";  ///< image, key, dump, program
inline constexpr std::string_view packed = "packed";      ///< zip, bz2, xz, zst
inline constexpr std::string_view special = "special";    ///< FIFO, socket, device
inline constexpr std::string_view empty = "empty";
inline constexpr std::string_view objects = "objects";  ///< below cv-storage
inline constexpr std::string_view link_dangling = "link_dangling";
inline constexpr std::string_view link_outside = "link_outside";      ///< leads out of known places
inline constexpr std::string_view link_silent = "link_silent";        ///< could not be followed
inline constexpr std::string_view same_file = "same_file";            ///< reached before
inline constexpr std::string_view authentication = "authentication";  ///< who logged in: private
inline constexpr std::string_view brief = "brief";                    ///< `check` reads less
inline constexpr std::string_view no_room = "no_room";                ///< total byte limit
inline constexpr std::string_view too_many = "too_many";
}  // namespace why

struct LogFile {
    std::string service{};  ///< "covi", "system"
    std::string name{};     ///< in the bundle, "safr/covi/logs/app.log"
    std::string path{};     ///< absolute and free of links
    std::string target{};   ///< of a link: where it leads
    std::uint64_t bytes = 0;
    std::uint64_t inode = 0;
    std::uint64_t device = 0;
    Time modified{};
    bool gzip = false;
    std::string date_pattern{};
    std::uint64_t limit = 0;  ///< bytes granted
    std::string why{};        ///< why not taken; empty: it is
};

struct LogDirectory {
    std::string service{};
    std::string path{};                ///< as documented or configured
    std::string resolved{};            ///< where it really is, or what a dangling link says
    std::vector<std::string> links{};  ///< met on the way, "from -> to"
    bool dangling = false;
    bool cut = false;                       ///< more entries than are looked at
    std::vector<std::string> unreadable{};  ///< directories in it that we may not list
    std::optional<Error> failure{};
};

struct Root {
    std::string path{};
    std::string resolved{};
    bool safr = false;  ///< SAFR's own folders are in it
    std::optional<Error> failure{};
};

struct Found {
    std::vector<Root> roots;
    std::vector<LogDirectory> directories;
    std::vector<LogFile> files;
};

/// What to think of a file, from its path below the directory.
using Classify = std::function<NameKind(std::string_view path)>;

struct Place {
    std::string service{};
    std::string path{};    ///< the directory
    std::string prefix{};  ///< of names in the bundle, "safr/covi/logs/"
    Classify classify{};
    bool trusted = false;    ///< named by the site's own configuration: may lie anywhere
    bool only_logs = false;  ///< what is no log is not even listed
};

class Search {
public:
    Search(World& world, Sink& sink) : world_(world), sink_(sink) {}

    World& world() { return world_; }
    Sink& sink() { return sink_; }
    Found& found() { return found_; }
    milliseconds patience() const;

    /// The names in a directory that may be on a network mount.
    Result<std::vector<std::string>> names_in(const std::string& directory);

    /// Follows links to the directory, and lists it. What comes of it is in found().directories,
    /// but for a directory that is absent: returns false and says nothing of it.
    bool look_into(const Place& place);

    /// Follows the links met inside directories, once all directories are known.
    void follow_links();

private:
    struct PendingLink {
        Place place;
        std::string path;  ///< absolute
        std::string name;  ///< in the bundle
        Time modified;     ///< of the link itself
    };

    void take_in(const Place& place, const std::string& resolved, Walk walk);
    void follow(const PendingLink& link);
    void follow_into(const PendingLink& link, const std::string& target, LogFile& file);
    bool too_wide(const std::string& resolved, bool trusted) const;
    bool known(const std::string& target) const;

    World& world_;
    Sink& sink_;
    Found found_;
    std::vector<PendingLink> pending_;
};

/// SAFR's documented tree and its like below both roots; gives "logback:<service>".
void search_safr(Search& search);
/// [logs] directories of the configuration.
void search_configured(Search& search);
/// /var/log, and where running mongods say they log. Without `with_syslog` only what a journal
/// does not hold.
void search_system(Search& search, bool with_syslog);

}  // namespace diag::logs
