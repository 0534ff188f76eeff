// SPDX-License-Identifier: Apache-2.0
// What can be set about the agent at a site. Every key has a default; it runs with none of them
// set.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"
#include "platform/clock.hpp"
#include "platform/files.hpp"
#include "platform/result.hpp"

namespace diag::config {

struct Site {
    std::string name;
    std::string contact_primary;
    std::string contact_alternate;
};

struct Safr {
    std::string program_root = "/opt/RealNetworks/SAFR";  ///< safr-facts 2.1, vendor article K5
    std::string data_root = "/opt/RealNetworks/SAFR";
    std::string backup_root = "/opt/RealNetworks/SAFR-backups";
    std::vector<std::string> nodes;
    std::string credentials = "/etc/safr-diag/credentials.toml";
};

struct Logs {
    std::vector<std::string> directories;
    std::uint64_t file_limit = 64ull << 20;    ///< bytes kept of one file
    std::uint64_t total_limit = 512ull << 20;  ///< bytes kept of all files
    milliseconds since{24 * 3'600'000};
};

struct Collect {
    std::vector<std::string> recipients;  ///< certificate files
    std::string out;                      ///< empty: the spool
    std::uint64_t cores = 1;              ///< 0: all
    std::uint64_t volume_size = 8ull << 20;
    std::uint64_t max_bytes = 1ull << 30;
    milliseconds deadline{600'000};
};

struct Desk {
    std::string url;               ///< "https://desk.example"; empty: there is no line
    std::string proxy;             ///< "http://proxy:3128"; its account is in the credentials
    std::uint64_t rate_limit = 0;  ///< bytes/s of uploads; 0: none
    std::string upload_hours;      ///< "20:00-06:00", local time; empty: at all hours
};

/// How long bundles stay that the desk has. One that was never sent stays whatever happens.
struct SpoolKeeping {
    milliseconds keep_sent{std::chrono::days{30}};
    std::uint64_t keep_sent_bytes = 2ull << 30;  ///< of all of them
};

/// Of backups: where they are, and of a rehearsed restore, backup verify --level L5.
struct Backup {
    std::vector<std::string> places;  ///< where backups and their copies are, beside backup_root
    std::string mongod;   ///< the program to restore into; empty: the one that runs here
    std::string scratch;  ///< directory for scratch databases; empty: below the state directory
    milliseconds deadline{4 * 3'600'000};
    /// Percent a day that a collection may have grown by since the backup; see agent/backup.
    std::uint64_t tolerance = 5;
};

/// Of the service, safr-diag serve.
struct Serve {
    std::string metrics = "127.0.0.1:9464";  ///< where figures can be read; empty: nowhere
    milliseconds health_every{3'600'000};    ///< how often it looks, where consent.health says so
    /// Processes: "one" or "two". docs/decisions/0018 says what two promise, and where.
    std::string halves = "one";
};

struct Consent {
    std::string level = "bundle";  ///< the most a request may let out: "none findings bundle"
    bool two_signatures = false;   ///< a request must be signed by two engineers
    bool health = false;           ///< the desk may be told what a check finds, by rule and count
    /// Programs that tell the site's people of a request: "/usr/bin/wall", words parted by spaces.
    std::vector<std::string> notify;
};

/// What the site wants before SAFR is upgraded.
struct Upgrade {
    std::string level = "L4";  ///< how far the backup must be proven: "L3 L4 L5 L6"
    milliseconds backup_age{std::chrono::hours{4}};  ///< and how old it may be: health rule 6.5
    milliseconds permit_for{std::chrono::hours{4}};  ///< how long a permit holds
    std::string licence_server;  ///< "HOST:PORT" that must accept a connection; empty: not asked
};

/// Of the service's samples of SAFR Cloud, safr-diag cloud.
struct Availability {
    bool sample = false;               ///< may the service ask the cloud once a minute?
    std::vector<std::string> planned;  ///< downtime that was announced: "FROM/TO", RFC 3339
};

struct Limits {
    std::uint64_t min_free_percent = 10;       ///< of the disk, kept free whatever is asked
    std::uint64_t max_free_share_percent = 5;  ///< of what is free, for one bundle
};

struct Report {
    std::string language = "auto";  ///< "auto": as the environment says
};

struct Config {
    Site site;
    Safr safr;
    MongoSettings mongo;
    NfsSettings nfs;
    CameraSettings cameras;
    CloudSettings cloud;  ///< but for its proxy, which is the desk's, and the licence server
    IntegrationSettings integrations;
    NotificationSettings notifications;
    Availability availability;
    Logs logs;
    Collect collect;
    Thresholds thresholds;  ///< those that are set; collectors know their defaults
    Limits limits;
    Desk desk;
    SpoolKeeping spool;
    Backup backup;
    Consent consent;
    Serve serve;
    Upgrade upgrade;
    Report report;

    std::string file;  ///< where it was read; empty: there is none
    /// Where the value of a key came from, "FILE:LINE" or words; keys not in it have their default.
    std::map<std::string, std::string, std::less<>> origins;
};

using Catalog = std::span<const Collector* const>;

/// What a text sets, and every mistake in it: "FILE:LINE: KEY: what was expected". A key with a
/// mistake keeps its default. A text that is no TOML is one mistake, as nothing behind it is sure.
struct Reading {
    Config config;
    std::vector<std::string> mistakes;  ///< by line
};

/// Reads TOML 1.0. `file` is for messages and origins; `catalog` says which thresholds there are.
Reading read(std::string_view text, std::string_view file, Catalog catalog);

/// Where the configuration is when --config does not say.
inline constexpr std::string_view default_file = "/etc/safr-diag/agent.toml";

/// Reads `given`, or default_file when that is empty and the file is there, or nothing: defaults.
/// Fails as Files::read does; that default_file is not there is no failure. At most 1 MiB.
Result<Reading> load(Files& files, const std::string& given, Catalog catalog);

/// Names and passwords by what they are for ("mongo", "safr", "cameras", "cameras:HOST").
using Accounts = std::map<std::string, Account, std::less<>>;

/// The accounts in `file`, TOML: a section [mongo], [safr], [cameras],
/// [cameras."HOST"] or [proxy] each,
/// with user and password, and for [mongo] database. None when the file is not there and
/// `must_exist` is false. Fails with refused when it is not ours alone (owner, mode 0600),
/// malformed naming the line and never what it holds. At most 256 KiB.
Result<Accounts> accounts_in(const std::string& file, bool must_exist);

/// The accounts in the file of credentials, which must exist where it is configured.
Result<Accounts> accounts_of(const Config& config);

/// What a run is told of the configuration, but for accounts.
Scope scope_of(const Config& config, Time since, Time until);

}  // namespace diag::config
