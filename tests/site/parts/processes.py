# SPDX-License-Identifier: Apache-2.0
"""Starts programs, remembers them in pid files, and ends exactly those, also after a crash.

A pid file holds the pid and the time of its start (/proc/PID/stat, field 22): a process that got the
number later is never touched. Each program also gets an alarm(2) that outlives exec, so it ends even if
nobody is left to end it.
"""
import json
import os
import select
import signal
import subprocess
import time


class DidNotStart(Exception):
    pass


def started_at(pid):
    """In clock ticks after boot; None: no such process, or a dead one."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


class Yard:
    """The processes of one site. `folder` holds NAME.pid and NAME.log."""

    def __init__(self, folder, seconds):
        self.folder, self.seconds = folder, seconds
        os.makedirs(folder, exist_ok=True)
        self.waiting = []

    def path(self, name, kind):
        return os.path.join(self.folder, f"{name}.{kind}")

    def start(self, name, command, directory=None, environment=None, ready="up"):
        """`ready`: the word that its output begins with once it can be used; "": at once."""
        def before():
            signal.alarm(self.seconds)
        with open(self.path(name, "log"), "w", encoding="utf-8") as log:
            process = subprocess.Popen(
                command, cwd=directory or self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, preexec_fn=before)
        self.adopt(name, process.pid)
        self.waiting.append((name, process, ready))
        return process.pid

    def adopt(self, name, pid):
        """Remembers a process that one of ours started."""
        with open(self.path(name, "pid"), "w", encoding="utf-8") as file:
            json.dump({"pid": pid, "started": started_at(pid)}, file)

    def wait(self, patience=30):
        """Until all that were started are ready."""
        end = time.monotonic() + patience
        for name, process, ready in self.waiting:
            while ready and not self.said(name, ready):
                if process.poll() is not None or time.monotonic() > end:
                    raise DidNotStart(f"{name} did not start: {self.text(name)[-600:]}")
                time.sleep(0.02)
        self.waiting = []

    def text(self, name):
        with open(self.path(name, "log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def said(self, name, word):
        return any(line.startswith(word) for line in self.text(name).splitlines())

    def names(self):
        return sorted(name[:-4] for name in os.listdir(self.folder) if name.endswith(".pid"))

    def running(self, name):
        """Its pid, or None."""
        try:
            with open(self.path(name, "pid"), encoding="utf-8") as file:
                known = json.load(file)
        except (OSError, ValueError):
            return None
        return known["pid"] if known["started"] and started_at(known["pid"]) == known["started"] else None

    def stop(self, names=None, patience=3):
        """Ends them all: asks, waits, kills. Returns the names of those that ran."""
        ended = []
        for name in names if names is not None else self.names():
            handle = self.handle(name)
            if handle is not None:
                ended.append((name, handle))
                signal.pidfd_send_signal(handle, signal.SIGCONT)
                signal.pidfd_send_signal(handle, signal.SIGTERM)
            elif os.path.exists(self.path(name, "pid")) and self.running(name) is None:
                os.unlink(self.path(name, "pid"))
        end = time.monotonic() + patience
        for name, handle in ended:
            if not select.select([handle], [], [], max(0, end - time.monotonic()))[0]:
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                select.select([handle], [], [], 5)
            os.close(handle)
            os.unlink(self.path(name, "pid"))
        return [name for name, _ in ended]

    def handle(self, name):
        """A pidfd, checked after it was opened: from then on the number cannot be another's."""
        pid = self.running(name)
        if pid is None or pid == os.getpid():
            return None
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            return None
        if self.running(name) != pid:
            os.close(handle)
            return None
        return handle
