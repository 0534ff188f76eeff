# SPDX-License-Identifier: Apache-2.0
"""The smallest H.264 stream that a decoder takes: a grey picture that never moves.

Every macroblock of a key frame is predicted from nothing (mid-grey) with no residual, which is one
byte, 0x27; the frames between skip every macroblock. Baseline profile, one slice a frame. Rec. ITU-T
H.264, 7.3.
"""
import base64
import struct

WIDTH, HEIGHT = 320, 192
_MACROBLOCKS = (WIDTH // 16) * (HEIGHT // 16)


class _Bits:
    def __init__(self):
        self.text = ""

    def bits(self, text):
        self.text += text
        return self

    def ue(self, *numbers):
        """Unsigned Exp-Golomb; a signed 0 is written the same way."""
        for number in numbers:
            code = format(number + 1, "b")
            self.text += "0" * (len(code) - 1) + code
        return self

    def unit(self, header):
        text = self.text + "1"
        text += "0" * (-len(text) % 8)
        payload = int(text, 2).to_bytes(len(text) // 8, "big")
        out, zeros = bytearray([header]), 0
        for byte in payload:  # no start code may appear inside
            if zeros >= 2 and byte <= 3:
                out.append(3)
                zeros = 0
            out.append(byte)
            zeros = zeros + 1 if byte == 0 else 0
        return bytes(out)


def _parameters(fps):
    sps = _Bits().bits("01000010" "11000000" "00011110").ue(0, 0, 2, 1).bits("0")
    sps.ue(WIDTH // 16 - 1, HEIGHT // 16 - 1).bits("1" "1" "0" "1")
    # VUI: timing only, two ticks a frame.
    sps.bits("0" "0" "0" "0" "1" + format(1, "032b") + format(2 * fps, "032b") + "1" "0" "0" "0" "0")
    pps = _Bits().ue(0, 0).bits("00").ue(0, 0, 0).bits("000").ue(0, 0, 0).bits("000")
    return sps.unit(0x67), pps.unit(0x68)


def _key_frame(number):
    head = _Bits().ue(0, 7, 0).bits("0000").ue(number % 2).bits("00").ue(0)
    return head.bits("00100111" * _MACROBLOCKS).unit(0x65)


def _between(number):
    return _Bits().ue(0, 5, 0).bits(format(number % 16, "04b") + "0" "0" "0").ue(0, _MACROBLOCKS).unit(0x41)


class Stream:
    """Frames of one rate. `gop`: frames from one key frame to the next."""

    def __init__(self, fps, gop):
        self.fps, self.gop = fps, gop
        self.sps, self.pps = _parameters(fps)
        self.keys = [_key_frame(0), _key_frame(1)]
        self.others = [_between(i) for i in range(16)]

    def units(self, frame, first_key=0):
        """The NAL units of frame number `frame`; no key frame before frame number `first_key`."""
        place = frame % self.gop
        if place == 0 and frame >= first_key:
            return [self.sps, self.pps, self.keys[frame // self.gop % 2]]
        return [self.others[place % 16]]

    def sdp(self, address):
        sprop = ",".join(base64.b64encode(unit).decode() for unit in (self.sps, self.pps))
        return "\r\n".join([
            "v=0", f"o=- 1 1 IN IP4 {address}", "s=Live", "c=IN IP4 0.0.0.0", "t=0 0", "a=range:npt=0-",
            "m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/90000",
            f"a=fmtp:96 packetization-mode=1;profile-level-id={self.sps[1:4].hex()};"
            f"sprop-parameter-sets={sprop}",
            f"a=framerate:{self.fps}", "a=control:track1", ""])


def rtp(sequence, time, source, marker, payload):
    return struct.pack("!BBHII", 0x80, 96 | (0x80 if marker else 0), sequence & 0xFFFF,
                       time & 0xFFFFFFFF, source) + payload


def sender_report(now, time, source, packets, octets):
    """RTCP SR; `now` in seconds since 1970."""
    seconds = int(now)
    return struct.pack("!BBHIIIIII", 0x80, 200, 6, source, (seconds + 2208988800) & 0xFFFFFFFF,
                       int((now - seconds) * (1 << 32)) & 0xFFFFFFFF, time & 0xFFFFFFFF, packets, octets)
