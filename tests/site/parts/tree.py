# SPDX-License-Identifier: Apache-2.0
"""The files of a SAFR server on Linux, as far as the vendor documents them.

Documented: roots, folders, names of logs and backups, logback-spring.xml in each service's config folder.
Not documented, and invented here: the syntax of safrports.conf (KEY=PORT), what bin/check prints, the
pattern of log lines (logback's usual one), what a backup holds.
"""
import io
import json
import os
import random
import stat
import tarfile
import time

TENANT = "main"
# Service, its log, a line that tells of nothing wrong.
LOGS = [
    ("covi", "covi-ws.log", "WARN", "c.r.covi.ws.RecognitionController", "recognition queue drained in {ms} ms"),
    ("covi", "catalina.log", "INFO", "o.a.catalina.core.StandardService", "request {n} done"),
    ("covi", "audit.log", "INFO", "c.r.covi.audit.PersonAudit", "identity updated, request {n}"),
    ("cv-event", "app.log", "WARN", "c.r.event.EventStore", "event batch {n} stored in {ms} ms"),
    ("cv-event", "sync.log", "INFO", "c.r.event.sync.Synchroniser", "synchronised {n} identities of OnGuard in {ms} ms"),
    ("cv-event", "reaper.log", "INFO", "c.r.event.Reaper", "removed {n} events"),
    ("virga", "app.log", "WARN", "c.r.virga.WorkerService", "worker check-in after {ms} ms"),
    ("virga", "configs.log", "WARN", "c.r.virga.ConfigService", "configuration {n} delivered"),
    ("cv-object-storage", "app.log", "WARN", "c.r.cvos.ObjectController", "PUT object {n} took {ms} ms"),
    ("cv-reports", "app.log", "INFO", "c.r.reports.ReportService", "report {n} made in {ms} ms"),
]
ACCESS = ["cv-event", "virga", "cv-object-storage", "cv-reports"]
PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger{36} - %msg%n"


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    data = text.encode() if isinstance(text, str) else text
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
    os.chmod(path, mode)


def logback(service, log):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <appender name="FILE" class="ch.qos.logback.core.rolling.RollingFileAppender">
    <file>../{service}/logs/{log}</file>
    <rollingPolicy class="ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy">
      <fileNamePattern>../{service}/logs/{log}.%d{{yyyy-MM-dd}}.%i.gz</fileNamePattern>
      <maxFileSize>100MB</maxFileSize>
      <maxHistory>14</maxHistory>
    </rollingPolicy>
    <encoder><pattern>{PATTERN}</pattern></encoder>
  </appender>
  <logger name="Performance" level="OFF"/>
  <root level="WARN"><appender-ref ref="FILE"/></root>
</configuration>
"""


def log_lines(level, logger, message, hours, each):
    """Lines up to now, one every `each` seconds."""
    chance, now, lines = random.Random(logger), time.time(), []
    for number in range(int(hours * 3600 / each)):
        moment = now - hours * 3600 + number * each
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment))
        text = message.format(n=1000 + number, ms=chance.randint(4, 240))
        lines.append(f"{stamp}.{number * 37 % 1000:03} {level:5} [http-nio-{1 + number % 8}] {logger} - {text}\n")
    return "".join(lines)


def ares_lines(hours):
    now, lines = time.time(), []
    for number in range(int(hours * 60)):
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now - hours * 3600 + number * 60))
        lines.append([f"--> {stamp} @emailSend guard\n", f"<-- {stamp} reply sent\n"][number % 2])
    return "".join(lines)


def lay_logs(root, hours=6):
    for service, log, level, logger, message in LOGS:
        write(f"{root}/{service}/logs/{log}", log_lines(level, logger, message, hours, 45))
        write(f"{root}/{service}/config/logback-spring.xml", logback(service, log))
    for service in ACCESS:
        stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime())
        write(f"{root}/{service}/logs/access.log", f'127.0.0.1 - - [{stamp}] "GET /version HTTP/1.1" 200 88\n' * 200)
    write(f"{root}/covi/logs/safrcovi-stderr.log", "")
    write(f"{root}/cv-object-storage/logs/cv-object-storage.err", "")
    write(f"{root}/ares/logs/ares.log", ares_lines(hours))


def lay_sync(root, state):
    """sync.log as it is with a fault."""
    path = f"{root}/cv-event/logs/sync.log"
    if state == "login":
        with open(path, "a", encoding="utf-8") as log:
            stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime())
            log.write(f"{stamp}.120 ERROR [sync-1] c.r.event.sync.Synchroniser - OnGuard: login failed for user 'safr'\n")
    elif state == "stale":
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(time.time() - 30 * 3600))
        write(path, f"{stamp}.120 INFO  [sync-1] c.r.event.sync.Synchroniser - synchronised 12 identities of OnGuard in 40 ms\n")


CHECK = """#!/bin/bash
# What this script prints is not documented; this is a stand-in.
run=$(dirname "$0")/../../run
bad=0
for service in covi cv-event virga cv-object-storage console ares virgo mongod; do
    pid=$(sed -nE 's/.*"pid": ([0-9]+).*/\\1/p' "$run/$service.pid" 2>/dev/null)
    if [[ -n $pid && -e /proc/$pid ]]; then
        printf '%-20s running (%s)\\n' "$service" "$pid"
    else
        printf '%-20s STOPPED\\n' "$service"
        bad=1
    fi
done
exit $bad
"""


def lay_programs(root, offset):
    write(f"{root}/bin/check", CHECK, 0o755)
    names = {"COVI": 8080, "EVENT": 8082, "VIRGA": 8084, "CVOS": 8086, "CONSOLE": 8090}
    lines = ["# Ports of SAFR's services. Run configure-ports after a change.\n"]
    for name, port in names.items():
        lines += [f"{name}_HTTP_PORT={port + offset}\n", f"{name}_HTTPS_PORT={port + offset + 1}\n"]
    lines.append(f"MONGO_PORT={27017 + offset}\n")
    write(f"{root}/safrports.conf", "".join(lines))
    lay_actions(root)


def lay_actions(root, port=0, account=()):
    """How SAFR Actions sends: through a mail server of ours where there is one."""
    server = ""
    if port:
        server = (f', host: "localhost", port: {port}, tls: true, from: "safr@example.org",\n'
                  f'                user: "{account[0]}", password: "{account[1]}"')
    write(f"{root}/ares/SAFRActions.config", f"""{{
  rules: [ {{ event: {{ type: "person" }}, triggers: [ {{ actions: [ "@emailSend guard" ] }} ] }} ],
  emailDef: [ {{ label: "guard", recipients: [ "guard@example.org" ], subject: "Watch list"{server} }} ],
  smsDef: []
}}
""")


def lay_database(root):
    data = f"{root}/mongo/data"
    chance = random.Random(7)
    stamp = time.strftime("%Y-%m-%dT%H-%M-%SZ", time.gmtime(time.time() - 7200))
    write(f"{data}/diagnostic.data/metrics.{stamp}-00000", chance.randbytes(20000))
    write(f"{data}/WiredTiger", "WiredTiger\nWiredTiger 10.0.2\n")
    write(f"{data}/mongod.lock", "")
    write(f"{data}/storage.bson", json.dumps({"storage": {"engine": "wiredTiger"}}))
    write(f"{data}/collection-0-1.wt", chance.randbytes(40960))


def lay_objects(root, export, dangling):
    """cv-storage/objs/TENANT is a link to shared storage, as the vendor has it moved."""
    objects = f"{export}/objs/{TENANT}"
    for number in range(40):
        write(f"{objects}/{number % 8:02}/{number:08x}.jpg", b"\xff\xd8\xff\xe0" + random.randbytes(5000))
    write(f"{export}/objs/metadata/{TENANT}/0000.json", "{}")
    os.makedirs(f"{root}/cv-storage/objs", exist_ok=True)
    for name in (TENANT, "metadata"):
        os.symlink(f"{export}/{'no-longer' if dangling else 'objs'}/{name}", f"{root}/cv-storage/objs/{name}")


def backup(path, moment):
    """A real archive of a few KB."""
    with tarfile.open(path, "w:gz") as archive:
        for name, size in [("mongo/dump/safr/people.bson", 6000), ("mongo/dump/safr/events.bson", 9000),
                           ("config/safrports.conf", 300), ("objs/main/00/0000.jpg", 3000)]:
            member = tarfile.TarInfo(f"SAFR-backup/{name}")
            member.size, member.mtime = size, int(moment)
            archive.addfile(member, io.BytesIO(random.Random(name).randbytes(size)))
    os.utime(path, (moment, moment))


def lay_backups(folder, days, state):
    """Daily ones, the newest `days` old. `state`: "good", "none", "cut"."""
    os.makedirs(folder, exist_ok=True)
    if state == "none":
        return
    path = ""
    for back in range(4, -1, -1):
        moment = time.time() - (days + back) * 86400
        path = f"{folder}/SAFR-backup-{time.strftime('%Y%m%d-%H%M%S', time.localtime(moment))}.tgz"
        backup(path, moment)
    if state == "cut":
        os.truncate(path, os.stat(path).st_size // 2)
        os.utime(path, (moment, moment))


def all_of(site):
    os.makedirs(site.root, exist_ok=True)
    os.chmod(site.directory, stat.S_IRWXU | stat.S_IXGRP | stat.S_IRGRP | stat.S_IXOTH | stat.S_IROTH)
    lay_programs(site.root, site.offset)
    lay_logs(site.root)
    lay_sync(site.root, site.sync)
    lay_database(site.root)
    lay_objects(site.root, site.export, site.dangling)
    lay_backups(site.backups, site.backup_days, site.backup_state)
