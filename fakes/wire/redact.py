"""No credential enters the transcript: each is replaced by its length and fingerprint before it is kept."""

from __future__ import annotations

import hashlib
import re

_LINE_LIMIT = 65536
_FINGERPRINT_FROM = 31

# After these a client's lines are credentials until the server gives its final reply.
_SASL = re.compile(r"^((?:\S+ )?(?:AUTH|AUTHENTICATE) +\S+)(?: +(\S.*?))?(\r?\n?)$", re.IGNORECASE)
_LOGIN = re.compile(r"^(\S+ +LOGIN) +(.*?)(\r?\n?)$", re.IGNORECASE)
_PASS = re.compile(r"^(PASS|APOP) +(.*?)(\r?\n?)$", re.IGNORECASE)
_CONTINUATION = re.compile(r"^(334\b|\+(?!OK))")
_FORM = re.compile(
    r"(?<![\w-])(client_secret|refresh_token|code|password|passwd|client_assertion|code_verifier|assertion|device_code|"
    r"access_token|id_token)=([^&\s\"'<>]+)"
)
_JSON = re.compile(r"(\"(?:access_token|refresh_token|id_token|device_code|client_info)\": ?\")([^\"]+)")
_HIDDEN = re.compile(r"(name=\"(?:code|access_token|id_token)\" value=\")([^\"]+)")
_HEADER = re.compile(r"^((?:proxy-)?authorization|set-cookie|cookie): *(.*?)(\r?\n?)$", re.IGNORECASE)


def stand_in(secret: str) -> str:
    """What a reader may see of a credential."""
    size = f"{len(secret)} characters"
    if len(secret) < _FINGERPRINT_FROM:
        return f"[{size}]"
    return f"[{size}, sha256 {hashlib.sha256(secret.encode()).hexdigest()[:8]}]"


class Redactor:
    """The redaction of one connection. It works on whole lines, so a secret cut by a packet stays whole."""

    def __init__(self, *, http: bool) -> None:
        self._line = _http_line if http else self._mail_line
        self._pending = {"in": "", "out": ""}
        self._authenticating = False

    def feed(self, direction: str, data: bytes) -> str:
        """Take a chunk; return the text of the lines that it completed."""
        text = self._pending[direction] + data.decode("utf-8", "backslashreplace")
        cut = text.rfind("\n") + 1
        self._pending[direction] = text[cut:]
        done = "".join(self._line(direction, line) for line in text[:cut].splitlines(keepends=True))
        if len(self._pending[direction]) > _LINE_LIMIT:
            done += self.finish(direction)
        return done

    def finish(self, direction: str) -> str:
        """The rest of a direction whose turn is over."""
        rest, self._pending[direction] = self._pending[direction], ""
        if len(rest) > _LINE_LIMIT:
            return f"[{len(rest)} characters without a line end]"
        return self._line(direction, rest) if rest else ""

    def _mail_line(self, direction: str, line: str) -> str:
        if direction == "out":
            if self._authenticating and not _CONTINUATION.match(line) and not line.startswith("* "):
                self._authenticating = False
            return line
        if self._authenticating:
            body = line.rstrip("\r\n")
            return (stand_in(body) if body else "") + line[len(body) :]
        for pattern in (_SASL, _LOGIN):
            if found := pattern.match(line):
                self._authenticating = True
                return found[1] + (f" {stand_in(found[2])}" if found[2] else "") + found[3]
        if found := _PASS.match(line):
            return f"{found[1]} {stand_in(found[2])}{found[3]}"
        return line


def _http_line(_direction: str, line: str) -> str:
    if found := _HEADER.match(line):
        return f"{found[1]}: {stand_in(found[2])}{found[3]}"
    line = _FORM.sub(lambda m: f"{m[1]}={stand_in(m[2])}", line)
    line = _JSON.sub(lambda m: m[1] + stand_in(m[2]), line)
    return _HIDDEN.sub(lambda m: m[1] + stand_in(m[2]), line)
