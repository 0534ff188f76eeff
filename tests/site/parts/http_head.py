# SPDX-License-Identifier: Apache-2.0
"""Heads of HTTP/1.1 messages, as a proxy between two programs needs them: bytes kept as they came."""
import asyncio

HEAD_LIMIT = 64 << 10


class Head:
    """The first line and the headers of a request or an answer."""

    def __init__(self, raw):
        self.raw = raw
        lines = raw[:-4].split(b"\r\n")
        self.line = lines[0].decode("latin-1")
        self.fields = [tuple(part.strip() for part in line.decode("latin-1").partition(":")[::2]) for line in lines[1:]]

    def value(self, name, otherwise=""):
        return next((value for key, value in self.fields if key.lower() == name.lower()), otherwise)

    @property
    def method(self):
        return self.line.split(" ")[0]

    @property
    def target(self):
        return (self.line.split(" ") + ["", ""])[1]

    @property
    def status(self):
        return int(self.line.split(" ")[1])

    @property
    def length(self):
        """Of the body, in bytes; None: it has another end than its length."""
        if "chunked" in self.value("Transfer-Encoding").lower():
            return None
        return int(self.value("Content-Length", "0"))

    def without(self, *names):
        """The head's bytes with these headers left out."""
        dropped = {name.lower() for name in names}
        kept = [f"{key}: {value}" for key, value in self.fields if key.lower() not in dropped]
        return ("\r\n".join([self.line, *kept]) + "\r\n\r\n").encode("latin-1")


async def read_head(reader):
    """The next head, or None where the connection ended before one."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, OSError):
        return None
    return Head(raw)


def answer(status, reason, body=b"", *fields):
    """A whole answer after which the connection ends."""
    head = [f"HTTP/1.1 {status} {reason}", f"Content-Length: {len(body)}", "Connection: close", *fields]
    return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1") + body
