"""No credential enters the transcript: each is replaced by its length and fingerprint before it is kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_LINE_LIMIT = 65536
_FINGERPRINT_FROM = 31

# After these a client's lines are credentials until the server gives its final reply.
# They match lines without their end: a lazy group before it would try every character of a token.
_SASL = re.compile(r"^(\s*(?:\S+\s+)?(?:AUTH|AUTHENTICATE)\s+\S+)(?:[ \t]+(\S.*))?$", re.IGNORECASE | re.DOTALL)
_LOGIN = re.compile(r"^(\s*\S+\s+LOGIN)[ \t]+(.*)$", re.IGNORECASE | re.DOTALL)
_PASS = re.compile(r"^(\s*(?:PASS|APOP))[ \t]+(.*)$", re.IGNORECASE | re.DOTALL)
_CONTINUATION = re.compile(r"^(334\b|\+(?!OK))")
_LONE_WORD = re.compile(r"^\s*[A-Za-z0-9+/=_.~-]{20,}\s*$")
_NAMES = (
    r"client_secret|refresh_token|code|password|passwd|client_assertion|code_verifier|assertion|device_code|"
    r"access_token|id_token"
)
_FORM = re.compile(rf"(?<![\w-])({_NAMES.replace('_', '(?:_|%5[Ff])')})=([^&\r\n]+)")
_IN_TEXT = re.compile(rf"(?<![\w-])({_NAMES})=([^&\s\"'<>]+)")
_JSON = re.compile(rf"(\"(?:{_NAMES}|client_info)\"\s*:\s*\")([^\"]+)")
_HIDDEN = re.compile(rf"(name=\"(?:{_NAMES})\" value=\")([^\"]+)")
_HEADER = re.compile(r"^((?:proxy-)?authorization|set-cookie|cookie):[ \t]*(.*?)(\r*\n?)$", re.IGNORECASE | re.DOTALL)
_REQUEST = re.compile(r"^[A-Z]+ \S+ HTTP/1")
# Whatever line it stands in: a JWT, a refresh token or code, `user=...` in base64, once and twice.
_SHAPES = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|(?<![\w.])[01]\.A[\w.~-]{60,}|(?:dXNlcj|ZFhObGNq)[A-Za-z0-9+/=]{16,}"
)


def stand_in(secret: str) -> str:
    """What a reader may see of a credential."""
    size = f"{len(secret)} characters"
    if len(secret) < _FINGERPRINT_FROM:
        return f"[{size}]"
    return f"[{size}, sha256 {hashlib.sha256(secret.encode('utf-8', 'replace')).hexdigest()[:8]}]"


class Redactor:
    """The redaction of one connection. It works on whole lines, so a secret cut by a packet stays whole.

    `known` are values of this tenant that are replaced wherever they stand.
    """

    def __init__(self, *, http: bool, known: Iterable[str] = ()) -> None:
        self.http = http
        self._line = self._http_line if http else self._mail_line
        self._known = tuple(known)
        self._pending = {"in": "", "out": ""}
        self._cut = {"in": False, "out": False}
        self._authenticating = False
        self._in_message = False
        self._folding = False

    def feed(self, direction: str, data: bytes) -> str:
        """Take a chunk; return the text of the lines that it completed."""
        text = self._pending[direction] + data.decode("utf-8", "backslashreplace")
        whole, end, self._pending[direction] = text.rpartition("\n")
        if not end:
            done = ""
        elif self._holds_no_credential(direction):
            # Messages come and go by the thousand lines: what needs no look at each line is searched in one piece.
            done = self._hide_what_is_known(whole + end)
            if direction == "out":
                self._in_message = whole.startswith("354", whole.rfind("\n") + 1)
        else:
            done = "".join(self._redact(direction, line + "\n") for line in whole.split("\n"))
        if len(self._pending[direction]) > _LINE_LIMIT:
            done += self.finish(direction)
        return done

    def finish(self, direction: str) -> str:
        """The rest of a direction whose turn is over; what follows up to the line end belongs to the same line."""
        rest, self._pending[direction] = self._pending[direction], ""
        if not rest:
            return ""
        if len(rest) > _LINE_LIMIT:
            text = f"[{len(rest)} characters without a line end]"
        else:
            text = self._redact(direction, rest)
        self._cut[direction] = True
        return text

    def _redact(self, direction: str, line: str) -> str:
        cut, self._cut[direction] = self._cut[direction], False
        if cut and direction == "in" and not (self.http and _REQUEST.match(line)):
            return _hide_all(line)
        return self._hide_what_is_known(self._line(direction, line))

    def _holds_no_credential(self, direction: str) -> bool:
        """Whether what comes next is a message of the client's or a reply, neither of which is a credential."""
        if self.http or self._authenticating or self._cut[direction]:
            return False
        return direction == "out" or self._in_message

    def _hide_what_is_known(self, text: str) -> str:
        for secret in self._known:
            # Almost no text holds one, and a stand-in costs a digest.
            if secret in text:
                text = text.replace(secret, stand_in(secret))
        return _SHAPES.sub(lambda m: stand_in(m[0]), text)

    def _mail_line(self, direction: str, line: str) -> str:
        if direction == "out":
            if self._authenticating and not _CONTINUATION.match(line) and not line.startswith("* "):
                self._authenticating = False
            self._in_message = line.startswith("354")
            return line
        if self._authenticating:
            return _hide_all(line)
        if self._in_message:
            return line
        body = line.rstrip("\r\n")
        end = line[len(body) :]
        for pattern in (_SASL, _LOGIN):
            if found := pattern.match(body):
                self._authenticating = True
                return found[1] + (f" {stand_in(found[2])}" if found[2] else "") + end
        if found := _PASS.match(body):
            return f"{found[1]} {stand_in(found[2])}{end}"
        # A token that was sent although its AUTH had been refused already.
        return _hide_all(line) if _LONE_WORD.match(line) else line

    def _http_line(self, direction: str, line: str) -> str:
        folded, self._folding = self._folding and line[:1] in {" ", "\t"}, False
        if folded:
            self._folding = True
            return _hide_all(line)
        if found := _HEADER.match(line):
            self._folding = True
            return f"{found[1]}: {stand_in(found[2])}{found[3]}"
        form = _FORM if direction == "in" and not _REQUEST.match(line) else _IN_TEXT
        line = form.sub(lambda m: f"{m[1]}={stand_in(m[2])}", line)
        line = _JSON.sub(lambda m: m[1] + stand_in(m[2]), line)
        return _HIDDEN.sub(lambda m: m[1] + stand_in(m[2]), line)


def _hide_all(line: str) -> str:
    body = line.rstrip("\r\n")
    return (stand_in(body) if body else "") + line[len(body) :]
