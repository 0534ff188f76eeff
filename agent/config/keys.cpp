// SPDX-License-Identifier: Apache-2.0
#include "agent/config/keys.hpp"

#include <array>

#include "agent/config/entries.hpp"
#include "collectors/integrations/systems.hpp"

namespace diag::config {
namespace {

constexpr std::uint64_t kib = 1ull << 10;
constexpr std::uint64_t gib = 1ull << 30;
constexpr std::uint64_t tib = 1ull << 40;
constexpr std::uint64_t second = 1'000;
constexpr std::uint64_t day = 86'400 * second;

#define PLACE(member) [](Config& config) -> Place { return &config.member; }

constexpr std::array all{
    Key{"site.name", Form::line, "name of the site, as support knows it", PLACE(site.name)},
    Key{"site.contact_primary", Form::line, "whom support calls first",
        PLACE(site.contact_primary)},
    Key{"site.contact_alternate", Form::line, "whom support calls otherwise",
        PLACE(site.contact_alternate)},
    Key{"safr.program_root", Form::path, "where SAFR's programs are", PLACE(safr.program_root)},
    Key{"safr.data_root", Form::path, "where SAFR's data, images and logs are",
        PLACE(safr.data_root)},
    Key{"safr.backup_root", Form::path, "where SAFR's backups are", PLACE(safr.backup_root)},
    Key{"safr.nodes", Form::lines, "hosts of the cluster, beside those that the database announces",
        PLACE(safr.nodes), 0, 0, "the name or address of a host", is_host},
    Key{"safr.credentials", Form::path,
        "names and passwords to ask the database, SAFR and cameras with; root's own file",
        PLACE(safr.credentials)},
    Key{"mongo.hosts", Form::lines, "databases to ask beside those that are found",
        PLACE(mongo.hosts), 0, 0, "HOST:PORT", is_database},
    Key{"mongo.tls", Form::flag, "ask databases with TLS even where nothing tells so",
        PLACE(mongo.tls)},
    Key{"mongo.ca_file", Form::path, "certificate authorities that databases are believed by",
        PLACE(mongo.ca_file)},
    Key{"nfs.write_canary", Form::flag, "may a file of 4 KiB be written to the store and removed",
        PLACE(nfs.write_canary)},
    Key{"nfs.exports", Form::lines, "NFS exports to ask beside what is mounted", PLACE(nfs.exports),
        0, 0, "SERVER:/PATH", is_export},
    Key{"cameras.urls", Form::lines, "cameras to ask beside SAFR's feeds", PLACE(cameras.urls), 0,
        0, "rtsp://HOST/PATH", is_camera},
    Key{"cameras.at_once", Form::count, "cameras spoken to at once", PLACE(cameras.at_once), 1,
        4'096},
    Key{"cameras.per_host", Form::count, "... of them on one host", PLACE(cameras.per_host), 1,
        256},
    Key{"cameras.play_at_once", Form::count, "cameras whose frames are counted at once",
        PLACE(cameras.play_at_once), 1, 1'024},
    Key{"cameras.play", Form::duration, "how long frames are counted", PLACE(cameras.play), second,
        60 * second},
    Key{"cameras.patience", Form::duration, "how long a camera may take for an answer",
        PLACE(cameras.patience), second / 4, 30 * second},
    Key{"cloud.endpoints", Form::lines, "interfaces of SAFR Cloud to ask", PLACE(cloud.endpoints),
        0, 0, "https://HOST[:PORT]/PATH", is_endpoint},
    Key{"cloud.controls", Form::lines,
        "others on the Internet, by whom a fault of the cloud is told from one of this site",
        PLACE(cloud.controls), 0, 0, "a numeric address and a port as \"1.1.1.1:443\"", is_control},
    Key{"cloud.control_name", Form::line,
        "a name of somebody else's, by which a fault of the name service is told; empty: none",
        PLACE(cloud.control_name), 0, 0, "the name of a host, or \"\"", is_name},
    Key{"cloud.ca_file", Form::path,
        "certificate authorities that the cloud is believed by beside the system's",
        PLACE(cloud.ca_file)},
    Key{"cloud.issuers", Form::lines,
        "who must have issued the cloud's certificates; empty: anybody whom the system believes",
        PLACE(cloud.issuers)},
    Key{"cloud.sample", Form::flag, "may the service ask SAFR Cloud once a minute and note it",
        PLACE(availability.sample)},
    Key{"cloud.planned", Form::lines, "downtime of SAFR Cloud that was announced",
        PLACE(availability.planned), 0, 0,
        "FROM/TO as \"2026-10-04T02:00:00Z/2026-10-04T04:00:00Z\"", is_window},
    Key{"integrations.systems", Form::lines,
        "outside systems that SAFR works with, beside those that its sync.log names",
        PLACE(integrations.systems), 0, 0, integrations::system_form, is_integration},
    Key{"integrations.ca_file", Form::path,
        "certificate authorities that those are believed by beside the system's",
        PLACE(integrations.ca_file)},
    Key{"notifications.servers", Form::lines,
        "mail servers to ask beside SAFRActions.config: that of the Status page, for its alarms",
        PLACE(notifications.servers), 0, 0, "HOST:PORT or [IPV6]:PORT", is_mail_server},
    Key{"logs.directories", Form::paths, "more directories to look for logs in",
        PLACE(logs.directories)},
    Key{"logs.file_limit", Form::bytes, "bytes kept of one log, half from each end",
        PLACE(logs.file_limit), 4 * kib, tib},
    Key{"logs.total_limit", Form::bytes, "bytes kept of all logs", PLACE(logs.total_limit),
        64 * kib, tib},
    Key{"logs.since", Form::duration, "how far back to look", PLACE(logs.since), second,
        3'650 * day},
    Key{"collect.recipients", Form::paths, "certificates of those who may open a bundle",
        PLACE(collect.recipients)},
    Key{"collect.out", Form::path, "where bundles are put; empty: the spool", PLACE(collect.out)},
    Key{"collect.cores", Form::count, "processor cores a run may use; 0: all", PLACE(collect.cores),
        0, 64},
    Key{"collect.volume_size", Form::bytes, "size of one sealed volume", PLACE(collect.volume_size),
        64 * kib, gib},
    Key{"collect.max_bytes", Form::bytes, "a bundle is never larger", PLACE(collect.max_bytes),
        64 * kib, tib},
    Key{"collect.deadline", Form::duration, "a run never takes longer", PLACE(collect.deadline),
        second, day},
    Key{"limits.min_free_percent", Form::count, "percent of the disk that always stay free",
        PLACE(limits.min_free_percent), 0, 90},
    Key{"limits.max_free_share_percent", Form::count,
        "percent of the free space that a bundle may take", PLACE(limits.max_free_share_percent), 1,
        100},
    Key{"desk.url", Form::line, "the support desk to send bundles to, https://HOST[:PORT]",
        PLACE(desk.url)},
    Key{"desk.proxy", Form::line, "the proxy on the way to it, http://HOST:PORT",
        PLACE(desk.proxy)},
    Key{"desk.rate_limit", Form::bytes, "bytes a second that uploads may take; 0: no limit",
        PLACE(desk.rate_limit), 0, tib},
    Key{"desk.upload_hours", Form::line, "when bundles are sent, local time; empty: at all hours",
        PLACE(desk.upload_hours), 0, 0, "hours as \"20:00-06:00\", or \"\"", is_hours},
    Key{"spool.keep_sent", Form::duration, "how long a bundle stays that was sent",
        PLACE(spool.keep_sent), 0, 3'650 * day},
    Key{"spool.keep_sent_bytes", Form::bytes, "bytes that all bundles may take that were sent",
        PLACE(spool.keep_sent_bytes), 0, 1'024 * tib},
    Key{"backup.places", Form::paths,
        "directories with backups and copies of them, beside safr.backup_root and those of "
        "schedules",
        PLACE(backup.places)},
    Key{"backup.mongod", Form::path,
        "mongod that a backup is restored into for trial; empty: the one that runs here",
        PLACE(backup.mongod)},
    Key{"backup.scratch", Form::path,
        "where it keeps its scratch database meanwhile; empty: the state directory",
        PLACE(backup.scratch)},
    Key{"backup.deadline", Form::duration, "a rehearsed restore never takes longer",
        PLACE(backup.deadline), second, 7 * day},
    Key{"backup.tolerance", Form::count,
        "percent a day that a collection may have grown by since a backup that covers it",
        PLACE(backup.tolerance), 0, 100},
    Key{"consent.level", Form::choice, "the most that a request may let out of this site",
        PLACE(consent.level), 0, 0, "none findings bundle"},
    Key{"consent.two_signatures", Form::flag, "must two engineers have signed a request",
        PLACE(consent.two_signatures)},
    Key{"consent.health", Form::flag, "may the desk be told what a check finds, by rule and count",
        PLACE(consent.health)},
    Key{"serve.metrics", Form::line, "where the service's figures can be read; empty: nowhere",
        PLACE(serve.metrics), 0, 0, "a numeric address and port as \"127.0.0.1:9464\", or \"\"",
        is_listening},
    Key{"serve.health_every", Form::duration, "how often the service runs a check, where it may",
        PLACE(serve.health_every), 60 * second, 30 * day},
    Key{"serve.halves", Form::choice,
        "two: what speaks with the desk is a process of its own, without rights",
        PLACE(serve.halves), 0, 0, "one two"},
    Key{"consent.notify", Form::lines,
        "programs that tell the people here of a request that waits, by their standard input",
        PLACE(consent.notify), 0, 0, "/PATH/OF/PROGRAM and words, parted by spaces", is_program},
    Key{"upgrade.level", Form::choice, "how far a backup must be proven before an upgrade",
        PLACE(upgrade.level), 0, 0, "L3 L4 L5 L6"},
    Key{"upgrade.backup_age", Form::duration, "how old that backup may be",
        PLACE(upgrade.backup_age), 60 * second, 7 * day},
    Key{"upgrade.permit_for", Form::duration, "how long a permit holds", PLACE(upgrade.permit_for),
        60 * second, 7 * day},
    Key{"upgrade.licence_server", Form::line,
        "the licence server, which must accept a connection before an upgrade; empty: not asked",
        PLACE(upgrade.licence_server), 0, 0, "HOST:PORT, [IPV6]:PORT or \"\"", is_server},
    Key{"report.language", Form::choice, "language of reports; auto: as the environment says",
        PLACE(report.language), 0, 0, "auto en es pt"},
};

#undef PLACE

}  // namespace

std::span<const Key> keys() { return all; }

std::vector<const Threshold*> thresholds_of(Catalog catalog) {
    std::vector<const Threshold*> all_thresholds;
    for (const auto* collector : catalog)
        for (const auto& threshold : collector->thresholds) all_thresholds.push_back(&threshold);
    return all_thresholds;
}

}  // namespace diag::config
