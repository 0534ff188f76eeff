# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a site in a box: each fault is a name, a sentence, and what it changes."""


class Site:
    """A healthy site; faults change it before it starts."""

    def __init__(self, directory, cameras, offset):
        self.directory, self.cameras, self.offset = directory, cameras, offset
        self.root, self.backups = f"{directory}/SAFR", f"{directory}/SAFR-backups"
        self.export = f"{directory}/export"
        self.network = f"127.{10 + offset // 100 % 200}" if offset else "127.1"  # of the cameras
        self.services = {name: "" for name in ("covi", "cv-event", "virga", "cv-object-storage", "console",
                                               "ares", "virgo")}
        self.versions = {}        # of single services
        self.certificate_days = 700
        self.swap_tls = False
        self.mongo = []           # --fault of tests/site/mongo
        self.nfs = "up"           # "up", "stopped", "readonly", "hung", "elsewhere"
        self.kinds = []           # --kind of tests/site/camera_fleet, each in place of a healthy camera
        self.skews = {}           # index of a camera: seconds its clock is ahead
        self.feed_errors = {}     # name of a feed: VIRGO's code
        self.mail = []            # faults of tests/site/mail_server
        self.mail_expired = False  # its certificate is
        self.outside = []         # faults of tests/site/outside_systems
        self.outside_expired = False  # the certificate of access control is
        self.cloud = ""           # --fault of tests/site/cloud
        self.sync = ""            # what sync.log tells: "", "login", "stale"
        self.dangling = False
        self.backup_days, self.backup_state = 0.3, "good"


def _service(name, fault):
    return lambda site: site.services.__setitem__(name, fault)


def _without(name):
    return lambda site: site.services.pop(name)


def _mongo(*words):
    return lambda site: site.mongo.extend(words)


def _outside(fault):
    return lambda site: site.outside.append(fault)


def _camera(kind, code=None):
    def change(site):
        site.kinds.append(kind)
        if code is not None:
            site.feed_errors[f"cam-{site.cameras - len(site.kinds) + 1:05}"] = code
    return change


def _set(name, value):
    return lambda site: setattr(site, name, value)


FAULTS = {
    "covi-down": ("CoVi is not running", _without("covi")),
    "covi-slow": ("CoVi answers after 3 s", _service("covi", "slow:3000")),
    "covi-hang": ("CoVi takes requests and never answers", _service("covi", "hang")),
    "covi-leaks": ("CoVi leaves 120 connections open that their peers closed", _service("covi", "leak:120")),
    "event-error": ("the event server answers 500", _service("cv-event", "error")),
    "certificate-expiring": ("the certificate ends in 5 days", _set("certificate_days", 5)),
    "certificate-expired": ("the certificate ended yesterday", _set("certificate_days", -1)),
    "tls-swapped": ("even ports are HTTPS, odd ones HTTP", _set("swap_tls", True)),
    "mixed-versions": ("the event server has an older version",
                       lambda site: site.versions.update({"cv-event": "3.31.0"})),
    "no-primary": ("the replica set has no primary", _mongo("no-primary")),
    "lagging": ("a database node lags 95 s behind", _mongo("lagging")),
    "node-down": ("one database node is down", _mongo("down=2")),
    "mongod-down": ("no database node runs", _mongo("all-down")),
    "nfs-stopped": ("the file server is not running", _set("nfs", "stopped")),
    "nfs-readonly": ("the file server exports read-only", _set("nfs", "readonly")),
    "nfs-hung": ("the file server takes connections and never answers", _set("nfs", "hung")),
    "camera-dead": ("one camera answers nothing", _camera("black-hole", 6)),
    "camera-wrong-password": ("one camera's password was changed", _camera("wrong-password", 8)),
    "camera-not-found": ("one camera has no such stream", _camera("not-found", 6)),
    "camera-full": ("one camera has no slot left", _camera("full")),
    "camera-no-packets": ("one camera plays and sends nothing", _camera("no-packets")),
    "camera-clock": ("the first camera's clock is 42 s late", lambda site: site.skews.update({0: -42})),
    "cameras-many": ("30 cameras, more than the vendor says a server bears", _set("cameras", 30)),
    "mail-stopped": ("the mail server is not running", _set("mail", None)),
    "mail-busy": ("the mail server takes nobody now (421)", _set("mail", ["busy"])),
    "mail-no-starttls": ("the mail server offers no STARTTLS", _set("mail", ["no-starttls"])),
    "mail-expired": ("the mail server's certificate ended yesterday", _set("mail_expired", True)),
    "mail-mute": ("the mail server takes connections and says nothing", _set("mail", ["mute"])),
    "mail-endless": ("the mail server's greeting never ends", _set("mail", ["endless"])),
    "directory-down": ("the directory refuses connections", _outside("ldap-down")),
    "directory-silent": ("the directory takes connections and says nothing", _outside("ldap-silent")),
    "sql-down": ("AMAG's SQL Server refuses connections", _outside("tds-down")),
    "sql-filtered": ("packets to AMAG's SQL Server vanish", _outside("tds-filtered")),
    "sql-other": ("another service has the port of AMAG's SQL Server", _outside("tds-other")),
    "access-error": ("access control answers 503", _outside("https-error")),
    "access-expired": ("the certificate of access control ended yesterday", _set("outside_expired", True)),
    "cloud-down": ("SAFR Cloud takes no connection", _set("cloud", "cloud-down")),
    "cloud-hang": ("SAFR Cloud takes connections and says nothing", _set("cloud", "cloud-hang")),
    "cloud-slow": ("SAFR Cloud answers after 4 s", _set("cloud", "cloud-slow")),
    "cloud-error": ("SAFR Cloud answers 503", _set("cloud", "cloud-error")),
    "cloud-intercepted": ("a box answers in place of SAFR Cloud", _set("cloud", "cloud-intercepted")),
    "cloud-clock": ("SAFR Cloud's clock is two hours behind", _set("cloud", "cloud-clock")),
    "sync-login": ("access control refuses SAFR's login, by sync.log", _set("sync", "login")),
    "sync-stale": ("the last sync was 30 hours ago, by sync.log", _set("sync", "stale")),
    "disk-link-dangling": ("the links to the object store point nowhere", _set("dangling", True)),
    "backup-old": ("the newest backup is 9 days old", _set("backup_days", 9)),
    "backup-none": ("there is no backup", _set("backup_state", "none")),
    "backup-cut": ("the newest backup is half there", _set("backup_state", "cut")),
}


def make_redundant(site):
    """No fault: what the vendor's redundant nodes leave to the primary."""
    for name in ("virga", "console", "ares", "virgo"):
        site.services.pop(name, None)
    site.nfs = "elsewhere"


def apply(site, names):
    for name in names:
        FAULTS[name][1](site)
    if len(site.kinds) > site.cameras:
        raise ValueError(f"{len(site.kinds)} cameras are to be faulty, and there are {site.cameras}")
