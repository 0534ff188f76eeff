# SPDX-License-Identifier: Apache-2.0
"""One fake camera: RTSP 1.0 over TCP, RTP interleaved, and what goes wrong with real ones."""
import asyncio
import collections
import random
import secrets
import time

from parts import h264, tcp

# What a camera can be, and how it shows. "ok" takes one of the logins of parts/login.py.
KINDS = {
    "ok": "answers and streams",
    "gaps": "every tenth RTP packet is missing",
    "no-packets": "PLAY succeeds, nothing comes",
    "no-keyframe": "streams, but its first key frame comes after a minute",
    "wrong-password": "is well; the configured password is not its own",
    "stale": "refuses the first right answer: its nonce is stale",
    "always-401": "refuses every password",
    "not-found": "404 to DESCRIBE",
    "full": "453 to SETUP: no slot left",
    "transport": "461 to SETUP",
    "redirect": "302 to another camera, which counts who comes",
    "silent": "takes the connection and says nothing",
    "hang-up": "takes the connection and closes it",
    "reset": "takes the connection and resets it",
    "refused": "nobody listens there",
    "drip": "one byte a second",
    "endless-header": "a header that never ends",
    "endless-body": "a body that never ends",
    "http": "a web server",
    "ssh": "an SSH server",
    "garbage": "random bytes",
    "black-hole": "no packet comes back",
}
_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, TEARDOWN"


class Camera:
    """`elsewhere`: where a redirect points. `changed` is called when a count changes."""

    def __init__(self, name, address, port, kind, door, stream, elsewhere="", changed=lambda: None):
        self.name, self.address, self.port, self.kind = name, address, port, kind
        self.door, self.stream, self.elsewhere = door, stream, elsewhere
        self.counts, self.changed = collections.Counter(), changed
        self.at_once = 0

    def count(self, what, number=1):
        self.counts[what] += number
        self.changed()

    async def serve(self, reader, writer):
        self.count("connections")
        self.at_once += 1
        self.counts["most_at_once"] = max(self.counts["most_at_once"], self.at_once)
        visit = _Visit(self, reader, writer)
        try:
            await visit.whole()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            self.count("broken_off")
        finally:
            self.at_once -= 1
            visit.end()
            writer.close()


class _Visit:
    """One connection."""

    def __init__(self, camera, reader, writer):
        self.camera, self.reader, self.writer = camera, reader, writer
        self.session = ""
        self.playing = None
        self.was_stale = False

    async def whole(self):
        early = {"silent": self._silent, "hang-up": self._nothing, "reset": self._reset, "http": self._http,
                 "ssh": self._ssh, "garbage": self._garbage}.get(self.camera.kind)
        if early:
            return await early()
        while True:
            request = await self._read()
            if request is None or not await self._answer(*request):
                return None

    def end(self):
        if self.playing:
            self.playing.cancel()
        if self.session:
            self.camera.count("sessions_left_open")

    async def _read(self):
        """(method, target, headers), or None at the end; interleaved packets are passed over."""
        first = await self.reader.read(1)
        while first == b"$":
            head = await self.reader.readexactly(3)
            await self.reader.readexactly(int.from_bytes(head[1:], "big"))
            first = await self.reader.read(1)
        if not first:
            return None
        lines = (first + await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        headers = {name.strip().lower(): value.strip()
                   for name, _, value in (line.partition(":") for line in lines[1:]) if value}
        await self.reader.readexactly(int(headers.get("content-length", "0")))
        return method, target, headers

    async def _answer(self, method, target, headers):
        """False: the connection is over."""
        camera = self.camera
        camera.count(method if method in _METHODS else "other_methods")
        if "authorization" in headers:
            camera.count("logins")
        if method == "OPTIONS" and camera.kind not in ("drip", "endless-header"):
            return await self._say(headers, "200 OK", ["Public: " + _METHODS])
        if camera.kind in ("drip", "endless-header", "endless-body"):
            return await self._never_ending(headers)
        if not self._let_in(method, target, headers):
            camera.count("refused_logins" if "authorization" in headers else "challenges")
            stale = camera.kind == "stale" and "authorization" in headers
            return await self._say(headers, "401 Unauthorized",
                                   ["WWW-Authenticate: " + value for value in camera.door.challenges(stale)])
        step = {"DESCRIBE": self._describe, "SETUP": self._setup, "PLAY": self._play,
                "TEARDOWN": self._teardown, "GET_PARAMETER": self._alive}.get(method)
        if not step:
            return await self._say(headers, "405 Method Not Allowed", ["Allow: " + _METHODS])
        return await step(target, headers)

    def _let_in(self, method, target, headers):
        camera = self.camera
        if camera.kind == "always-401":
            return False
        opens = camera.door.opens(method, target, headers.get("authorization", ""))
        if camera.kind == "stale" and opens and not self.was_stale:
            self.was_stale = True
            return False
        return opens

    async def _say(self, headers, status, lines=(), body=""):
        head = [f"RTSP/1.0 {status}", f"CSeq: {headers.get('cseq', '0')}", "Server: Fake Camera/1.0", *lines]
        if body:
            head += ["Content-Type: application/sdp", f"Content-Length: {len(body)}"]
        self.writer.write(("\r\n".join(head) + "\r\n\r\n" + body).encode("latin-1"))
        await self.writer.drain()
        return True

    async def _describe(self, target, headers):
        if self.camera.kind == "not-found":
            return await self._say(headers, "404 Not Found")
        if self.camera.kind == "redirect":
            return await self._say(headers, "302 Found", ["Location: " + self.camera.elsewhere])
        return await self._say(headers, "200 OK", [f"Content-Base: {target.rstrip('/')}/"],
                               self.camera.stream.sdp(self.camera.address))

    async def _setup(self, _target, headers):
        if self.camera.kind == "full":
            return await self._say(headers, "453 Not Enough Bandwidth")
        if self.camera.kind == "transport" or "RTP/AVP/TCP" not in headers.get("transport", ""):
            return await self._say(headers, "461 Unsupported Transport")
        self.session = self.session or secrets.token_hex(4)
        return await self._say(headers, "200 OK", [
            "Transport: RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=0000CAFE", f"Session: {self.session};timeout=60"])

    async def _play(self, _target, headers):
        if not self.session or headers.get("session", "").split(";")[0] != self.session:
            return await self._say(headers, "454 Session Not Found")
        await self._say(headers, "200 OK", [f"Session: {self.session}", "Range: npt=now-"])
        if not self.playing and self.camera.kind != "no-packets":
            self.playing = asyncio.create_task(self._stream())
        return True

    async def _alive(self, _target, headers):
        return await self._say(headers, "200 OK", [f"Session: {self.session}"])

    async def _teardown(self, _target, headers):
        if self.playing:
            self.playing.cancel()
            self.playing = None
        self.session = ""
        return await self._say(headers, "200 OK")

    async def _stream(self):
        stream, kind = self.camera.stream, self.camera.kind
        first_key = 60 * stream.fps // stream.gop * stream.gop if kind == "no-keyframe" else 0
        sequence, clock, octets, frame = random.randrange(65536), random.randrange(1 << 31), 0, 0
        start = asyncio.get_running_loop().time()
        try:
            while True:
                units = stream.units(frame, first_key)
                for unit in units:
                    sequence += 1
                    octets += len(unit)
                    if kind != "gaps" or sequence % 10:
                        self._packet(0, h264.rtp(sequence, clock, 0xCAFE, unit is units[-1], unit))
                if frame % stream.fps == 0:
                    self._packet(1, h264.sender_report(time.time(), clock, 0xCAFE, sequence, octets))
                await self.writer.drain()
                frame += 1
                clock += 90000 // stream.fps
                await asyncio.sleep(max(0, start + frame / stream.fps - asyncio.get_running_loop().time()))
        except OSError:
            pass

    def _packet(self, channel, packet):
        self.writer.write(b"$" + bytes([channel]) + len(packet).to_bytes(2, "big") + packet)

    async def _never_ending(self, headers):
        cseq = headers.get("cseq", "0")
        head = f"RTSP/1.0 200 OK\r\nCSeq: {cseq}\r\n".encode()
        if self.camera.kind == "drip":
            for byte in head * 1000:
                self.writer.write(bytes([byte]))
                await self.writer.drain()
                await asyncio.sleep(1)
        if self.camera.kind == "endless-body":
            head += b"Content-Type: application/sdp\r\nContent-Length: 1000000000000\r\n\r\nv=0\r\n"
        self.writer.write(head)
        while True:
            self.writer.write(b"x-more: and more of it\r\n" * 40)
            await self.writer.drain()
            await asyncio.sleep(0.005)

    async def _silent(self):
        while await self.reader.read(65536):
            pass

    async def _nothing(self):
        pass

    async def _reset(self):
        tcp.reset(self.writer)

    async def _http(self):
        await self.reader.read(4096)
        self.writer.write(b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await self.writer.drain()

    async def _ssh(self):
        self.writer.write(b"SSH-2.0-OpenSSH_8.9p1\r\n")
        await self._silent()

    async def _garbage(self):
        self.writer.write(random.randbytes(4096))
        await self._silent()
