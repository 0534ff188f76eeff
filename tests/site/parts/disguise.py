# SPDX-License-Identifier: Apache-2.0
"""Makes a Python program look like one of SAFR's: by executable, command line and working directory.

The agent finds SAFR's processes by where their program or working directory lies. So the interpreter is
copied into the tree, started there, and writes the command line that the real one might have over its
own (/proc/self/stat, arg_start and arg_end). Needs no root: both command lines are made equally long.
"""
import ctypes
import json
import os
import shutil
import sys

_INTERPRETER = "/usr/bin/python3"
_WORD = "SAFR_SITE_PEER"


def copy_interpreter(path):
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copy2(os.path.realpath(_INTERPRETER), path + ".new")
        os.replace(path + ".new", path)


def _length(words):
    return sum(len(word.encode()) + 1 for word in words)


def command(program, script, words, shown):
    """(argv, environment) that start `script` with `words` as `program`, to be seen as `shown`.

    `shown` without the program itself. The longer of both is met by padding.
    """
    real, seen = [program, script], [program, *shown]
    gap = _length(seen) - _length(real)
    if gap < 2:
        seen.insert(1, "-Dsite=" + "-" * max(0, -6 - gap))
    real.append("-" * (_length(seen) - _length(real) - 1))
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONHOME": "/usr",
                   _WORD: json.dumps({"words": words, "seen": seen})}
    return real, environment


def put_on():
    """In the program thus started: the words it was meant to get. Elsewhere: its own arguments."""
    given = os.environ.pop(_WORD, None)
    if given is None:
        return sys.argv[1:]
    given = json.loads(given)
    line = b"".join(word.encode() + b"\0" for word in given["seen"])
    with open("/proc/self/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    start, end = int(fields[45]), int(fields[46])
    line = line[:end - start].ljust(end - start, b"\0")
    ctypes.memmove(start, line, len(line))
    return given["words"]
