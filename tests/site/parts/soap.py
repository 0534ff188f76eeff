# SPDX-License-Identifier: Apache-2.0
"""What an ONVIF device says, and its WS-Security guard. Shapes: ONVIF Core and Media specifications."""
import base64
import calendar
import collections
import hashlib
import re
import time

TYPE = "application/soap+xml; charset=utf-8"
_SPACES = {"s": "http://www.w3.org/2003/05/soap-envelope", "ter": "http://www.onvif.org/ver10/error",
           "tds": "http://www.onvif.org/ver10/device/wsdl", "trt": "http://www.onvif.org/ver10/media/wsdl",
           "tt": "http://www.onvif.org/ver10/schema"}


def envelope(body):
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _SPACES.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope {spaces}><s:Body>{body}</s:Body></s:Envelope>'.encode()


def fault(code, reason):
    return envelope(f"<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:{code}</s:Value>"
                    f'</s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">{reason}</s:Text></s:Reason></s:Fault>')


def entities():
    lines = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "0123456789">{lines}]><x>&e9;</x>'.encode()


def read(body):
    """(operation, its token's fields). Good enough for a peer in a test; no parser for foreign bytes."""
    text = body.decode("utf-8", "replace")
    operation = re.search(r"<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)", text)
    fields = {name: found.group(1).strip() for name in ("Username", "Password", "Nonce", "Created")
              if (found := re.search(rf"<(?:[\w-]+:)?{name}\b[^>]*>([^<]*)<", text))}
    return operation.group(1) if operation else "", fields


class Guard:
    def __init__(self, account, window, clock):
        self.account, self.window, self.clock = account, window, clock
        self.seen = collections.deque(maxlen=1000)

    def refusal(self, token):
        """None, or "no_login", "password", "created", "replay"."""
        if "Password" not in token:
            return "no_login"
        nonce, created = token.get("Nonce", ""), token.get("Created", "")
        user, password = self.account
        digest = hashlib.sha1(base64.b64decode(nonce) + created.encode() + password.encode()).digest()
        if token.get("Username") != user or token["Password"] != base64.b64encode(digest).decode():
            return "password"
        try:
            then = calendar.timegm(time.strptime(created[:19], "%Y-%m-%dT%H:%M:%S"))
        except ValueError:
            return "created"
        if abs(then - self.clock()) > self.window:
            return "created"
        if nonce in self.seen:
            return "replay"
        self.seen.append(nonce)
        return None


def _clock(device):
    now = time.gmtime(device.clock())
    stamp = (f"<tt:Time><tt:Hour>{now.tm_hour}</tt:Hour><tt:Minute>{now.tm_min}</tt:Minute><tt:Second>{now.tm_sec}"
             f"</tt:Second></tt:Time><tt:Date><tt:Year>{now.tm_year}</tt:Year><tt:Month>{now.tm_mon}</tt:Month>"
             f"<tt:Day>{now.tm_mday}</tt:Day></tt:Date>")
    kind = "NTP" if device.given.ntp else "Manual"
    return ("<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime>"
            f"<tt:DateTimeType>{kind}</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings>"
            f"<tt:TimeZone><tt:TZ>UTC0</tt:TZ></tt:TimeZone><tt:UTCDateTime>{stamp}</tt:UTCDateTime>"
            "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>")


def _identity(device):
    serial = hashlib.sha256(device.address.encode()).hexdigest()[:12].upper()
    return ("<tds:GetDeviceInformationResponse><tds:Manufacturer>Example</tds:Manufacturer>"
            f"<tds:Model>X-1080</tds:Model><tds:FirmwareVersion>{device.given.firmware}</tds:FirmwareVersion>"
            f"<tds:SerialNumber>{serial}</tds:SerialNumber><tds:HardwareId>7</tds:HardwareId></tds:GetDeviceInformationResponse>")


def _capabilities(device):
    here = f"http://{device.address}:{device.server_port}/onvif"
    return ("<tds:GetCapabilitiesResponse><tds:Capabilities>"
            f"<tt:Device><tt:XAddr>{here}/device_service</tt:XAddr></tt:Device>"
            f"<tt:Media><tt:XAddr>{here}/media_service</tt:XAddr></tt:Media>"
            "</tds:Capabilities></tds:GetCapabilitiesResponse>")


def _profile(token, name, width, height):
    return (f'<trt:Profiles token="{token}" fixed="true"><tt:Name>{name}</tt:Name>'
            f'<tt:VideoEncoderConfiguration token="e-{token}"><tt:Name>{name}</tt:Name><tt:UseCount>1</tt:UseCount>'
            f"<tt:Encoding>H264</tt:Encoding><tt:Resolution><tt:Width>{width}</tt:Width><tt:Height>{height}</tt:Height>"
            "</tt:Resolution><tt:RateControl><tt:FrameRateLimit>12</tt:FrameRateLimit>"
            "<tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>2048</tt:BitrateLimit></tt:RateControl>"
            "</tt:VideoEncoderConfiguration></trt:Profiles>")


def _profiles(_device):
    return ("<trt:GetProfilesResponse>" + _profile("p1", "main", 1920, 1080) + _profile("p2", "sub", 640, 360) +
            "</trt:GetProfilesResponse>")


def _stream(device):
    return ("<trt:GetStreamUriResponse><trt:MediaUri>"
            f"<tt:Uri>rtsp://{device.address}:{device.given.stream_port}/live</tt:Uri>"
            "<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot>"
            "<tt:Timeout>PT0S</tt:Timeout></trt:MediaUri></trt:GetStreamUriResponse>")


def _ntp(device):
    server = (f"<tt:NTPManual><tt:Type>IPv4</tt:Type><tt:IPv4Address>{device.given.ntp}</tt:IPv4Address></tt:NTPManual>"
              if device.given.ntp else "")
    return ("<tds:GetNTPResponse><tds:NTPInformation><tt:FromDHCP>false</tt:FromDHCP>" + server +
            "</tds:NTPInformation></tds:GetNTPResponse>")


ANSWERS = {"GetSystemDateAndTime": _clock, "GetDeviceInformation": _identity, "GetCapabilities": _capabilities,
           "GetProfiles": _profiles, "GetStreamUri": _stream, "GetNTP": _ntp}
