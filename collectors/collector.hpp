// SPDX-License-Identifier: Apache-2.0
// What a collector is: two functions and a name.
//
// gather touches the world and interprets nothing; judge interprets and touches nothing. Redaction
// stands between, and the desk can judge the same evidence again years later.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/backup_proof.hpp"
#include "collectors/cloud_settings.hpp"
#include "collectors/finding.hpp"
#include "collectors/site.hpp"
#include "platform/clock.hpp"
#include "platform/files.hpp"
#include "platform/http.hpp"
#include "platform/paths.hpp"
#include "platform/programs.hpp"
#include "platform/result.hpp"

namespace diag {

/// What was gathered, byte for byte, by name. A failure to gather is evidence too.
using Evidence = std::map<std::string, Result<std::string>, std::less<>>;

/// Something big, handed over by name instead of by value. One later pass reads, redacts, matches,
/// compresses and seals it; it is never in memory whole.
struct Attachment {
    std::string name;               ///< relative path in the bundle, "safr/covi/logs/covi-ws.log"
    std::string path;               ///< the file to read; empty when argv is set
    std::vector<std::string> argv;  ///< or the program whose output to read ("journalctl", ...)
    std::string text;               ///< or what is to be passed, itself
    bool gzip = false;              ///< the file is gzip and is to be unpacked on the way
    std::uint64_t bytes = 0;        ///< its size when it was found; 0 when not known
    std::uint64_t inode = 0;    ///< to notice that the name was given to another file; 0 unknown
    std::uint64_t limit = 0;    ///< keep at most this many bytes, half from each end; 0: all
    std::optional<Time> since;  ///< lines before are left out where the lines tell their time
    std::string timestamp_pattern;  ///< Java date pattern of its lines where known
};

/// Where gather puts what it finds, the moment it finds it: what was given survives a kill.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void give(std::string name, Result<std::string> value) = 0;
    virtual void attach(Attachment attachment) = 0;
    /// What is being done now, for the person who waits: "SMART of sda".
    virtual void doing(std::string_view what) = 0;
};

/// A name and password from the root-only credentials file. Never in evidence, argv or a log.
struct Account {
    std::string user;
    std::string password;
    std::string database;  ///< MongoDB: where the user is defined; empty: admin
};

struct MongoSettings {
    std::vector<std::string> hosts;  ///< "host:port" to ask beside what is discovered
    std::string ca_file;             ///< PEM, to believe certificates by; empty: none is believed
    bool tls = false;                ///< ask with TLS also where the discovery does not say so
};

struct NfsSettings {
    bool write_canary = false;         ///< may a small file be written, read back and removed?
    std::vector<std::string> exports;  ///< "server:/path" to ask beside what is mounted
};

struct CameraSettings {
    std::vector<std::string> urls;  ///< feeds beside those that SAFR tells
    std::uint64_t at_once = 256;    ///< cameras spoken to at once
    std::uint64_t per_host = 4;     ///< of them on one host
    std::uint64_t play_at_once = 16;
    milliseconds play{5'000};      ///< how long frames are counted
    milliseconds patience{5'000};  ///< for each answer of a camera
};

struct NotificationSettings {
    /// "HOST:PORT" of mail servers that no file of SAFR's tells: its built-in alarms go by the one
    /// on the Web Console's Status page.
    std::vector<std::string> servers;
};

struct IntegrationSettings {
    /// "lenel://onguard.example:8080 Main building": integrations/systems.hpp has the form.
    std::vector<std::string> systems;
    std::string ca_file;  ///< PEM, believed beside the system's authorities; empty: none
};

/// What a run asks of its collectors, and what was set or discovered about the site.
struct Scope {
    std::string program_root = "/opt/RealNetworks/SAFR";  ///< safr-facts 2.1, vendor article K5
    std::string data_root = "/opt/RealNetworks/SAFR";
    std::string backup_root = "/opt/RealNetworks/SAFR-backups";
    std::vector<std::string> backup_places;  ///< more directories with backups, and copies of them
    std::string rollback_backup;             ///< the one a rollback would take; empty: the best
    Site site;                               ///< what discovery found; not known: nothing
    std::vector<std::string> nodes;          ///< hosts of the cluster from the configuration
    /// Conditions of an upgrade that are set aside, JSON each: condition, to, by, reason, until.
    std::vector<std::string> set_aside;
    std::vector<std::string> log_directories;  ///< more log directories from the configuration
    Time since{};                              ///< window: from
    Time until{};                              ///< window: to
    milliseconds sampling{3000};               ///< distance of two readings of a counter
    std::uint64_t file_limit = 64ull << 20;    ///< bytes kept of one attachment
    std::uint64_t total_limit = 512ull << 20;  ///< bytes kept of all attachments of a collector
    bool brief = false;  ///< `check`: cheap questions only, nothing that takes a second
    std::string past;    ///< what this collector remembered in earlier runs, a JSON line each
    MongoSettings mongo;
    NfsSettings nfs;
    CameraSettings cameras;
    CloudSettings cloud;
    IntegrationSettings integrations;
    NotificationSettings notifications;
    std::string desk_url;  ///< of the support desk; empty: none
    /// What is to be claimed still of SAFR Cloud's outages on record: JSON; empty: nothing.
    std::string cloud_claim;
    /// What was proven of backups. Only a worker whose collector asks for them gets any.
    std::vector<BackupProof> proofs;
    /// "mongo", "safr", "cameras", "cameras:HOST". A worker gets those that its collector names.
    std::map<std::string, Account, std::less<>> accounts;
    std::string accounts_unread;  ///< why the file of accounts was left unread; empty: it was not
};

/// Where SAFR keeps pictures of faces, by every root that is known: nothing below is ever read.
std::vector<std::string> face_stores(const Scope& scope);

/// The item that says why there were no accounts, among those of the first collector of a run that
/// would have had some.
inline constexpr std::string_view accounts_item = "accounts";

/// The world as gather sees it.
struct World {
    Files& files;
    Paths& paths;
    Programs& programs;
    Http& http;
    Clock& clock;
    const Scope& scope;
};

/// A number a judge compares with. Each is configuration: [thresholds] "disk.free_critical" = 10.
struct Threshold {
    std::string_view key;      ///< "disk.free_critical"
    double value;              ///< the default
    std::string_view unit;     ///< "%", "ms", "h", ...
    std::string_view meaning;  ///< one sentence
    std::string_view source;   ///< where the number comes from
};

/// The thresholds in force, by key.
using Thresholds = std::map<std::string, double, std::less<>>;

struct Collector {
    std::string_view id;     ///< in plans, bundle paths, reports; never changes
    std::string_view title;  ///< shown when asking for consent
    std::string_view reads;  ///< what it touches, in words a site manager understands
    milliseconds patience;   ///< wall time, after which the runner gives up
    std::uint64_t memory;    ///< bytes of resident memory, after which it is ended
    std::uint64_t output;    ///< bytes of evidence it may give (attachments not counted)
    std::span<const Threshold> thresholds;
    void (*gather)(World&, Sink&);
    Judgement (*judge)(const Evidence&, const Thresholds&);
    /// The evidence item to append to this collector's history, or empty.
    std::string_view remembers = {};
    /// The evidence item that holds the Site, of the collector that discovers it; else empty.
    std::string_view discovers = {};
    /// It looks at Scope::site: discovery runs before it.
    bool asks_site = false;
    /// Accounts it may have, by the word before a colon: "safr cameras".
    std::string_view accounts = {};
    /// It looks at Scope::proofs.
    bool asks_proofs = false;
};

/// Convenience for judges: the text of an item, or nothing when absent or failed.
std::optional<std::string_view> item(const Evidence& evidence, std::string_view name);

/// The threshold in force; its default when not overridden. The key must be one of `collector`'s.
double threshold(const Thresholds& in_force, std::span<const Threshold> known,
                 std::string_view key);

}  // namespace diag
