# SPDX-License-Identifier: Apache-2.0
"""Basic and Digest authentication as cameras do it: RFC 2069, RFC 2617 and RFC 7616."""
import base64
import hashlib
import re
import secrets

MODES = ("open", "basic", "md5", "md5-qop", "sha256", "both")
_FIELD = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')
_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


def account_of(path):
    """(user, password) from the first line of a file."""
    with open(path, encoding="utf-8") as file:
        user, colon, password = file.readline().rstrip("\r\n").partition(":")
    if not colon:
        raise SystemExit(f"{path} holds no user:password")
    return user, password


def _hash(algorithm, *parts):
    return _HASHES[algorithm](":".join(parts).encode()).hexdigest()


class Door:
    """One camera's login. `mode`: one of MODES."""

    def __init__(self, mode, account, realm="Camera"):
        self.mode, self.account, self.realm = mode, account, realm
        self.nonces = []

    def challenges(self, stale=False):
        """The values of WWW-Authenticate."""
        if self.mode == "basic":
            return [f'Basic realm="{self.realm}"']
        nonce = secrets.token_hex(16)
        self.nonces = self.nonces[-63:] + [nonce]
        late = ", stale=true" if stale else ""
        md5 = f'Digest realm="{self.realm}", nonce="{nonce}"'
        sha = f'{md5}, algorithm=SHA-256, qop="auth"{late}'
        if self.mode == "md5":
            return [md5 + late]
        if self.mode == "md5-qop":
            return [f'{md5}, algorithm=MD5, qop="auth", opaque="00ff"{late}']
        return [sha] if self.mode == "sha256" else [sha, f'{md5}, algorithm=MD5, qop="auth"{late}']

    def opens(self, method, target, authorization):
        if self.mode == "open":
            return True
        scheme, _, rest = authorization.partition(" ")
        if self.mode == "basic":
            return scheme == "Basic" and rest == base64.b64encode(":".join(self.account).encode()).decode()
        if scheme != "Digest":
            return False
        given = {name: quoted or bare for name, quoted, bare in _FIELD.findall(rest)}
        algorithm = given.get("algorithm", "MD5").upper()
        wanted = {"sha256": ["SHA-256"], "both": ["SHA-256", "MD5"]}.get(self.mode, ["MD5"])
        if algorithm not in wanted or given.get("uri") != target or given.get("nonce") not in self.nonces:
            return False
        user, password = self.account
        first = _hash(algorithm, user, self.realm, password)
        second = _hash(algorithm, method, target)
        middle = [given["nonce"]]
        if self.mode != "md5":
            if given.get("qop") != "auth":
                return False
            middle += [given.get("nc", ""), given.get("cnonce", ""), "auth"]
        return given.get("username") == user and secrets.compare_digest(
            given.get("response", ""), _hash(algorithm, first, *middle, second))
