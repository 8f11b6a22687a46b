"""What was pasted, taken apart; and what a rule is: one defect, where it stands written, and how it is seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ..config.clouds import CLOUDS, LOOPBACK, Cloud
from ..config.judging import DOMAIN, GUID, MANY_TENANTS, is_masked, is_placeholder

KINDS: Mapping[str, str] = {
    "authorize-url": "an authorize URL",
    "token-command": "a token command (curl)",
    "redirect-url": "a redirect URL, or a piece of one",
    "scopes": "a list of scopes or permissions",
    "claims": "a token, or its claims (read, not verified)",
    "token-answer": "an answer of the token endpoint",
    "profile": "a profile",
}

# Parameters whose values are credentials, and the shell variable that stands for each.
SECRETS: Mapping[str, str] = {
    "client_secret": "$CLIENT_SECRET",
    "code": "$CODE",
    "refresh_token": "$REFRESH_TOKEN",
    "code_verifier": "$CODE_VERIFIER",
    "device_code": "$DEVICE_CODE",
    "client_assertion": "$CLIENT_ASSERTION",
    "password": "$PASSWORD",
    "access_token": "$ACCESS_TOKEN",
    "id_token": "$ID_TOKEN",
}
_URL = re.compile(
    r"(?P<scheme>[a-z]+)://(?P<place>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?"
)
_VARIABLE = re.compile(r"\$\w+|\$\{\w+\}")
_OF_A_PROGRAM = re.compile(r"urn:ietf:wg:oauth:2\.0:oob|(?!https?:)[a-z][a-z0-9+.-]{1,80}://[\w./-]{0,80}")
_LOOPBACK_PLACE = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.I)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One `name=value`: `value` as the server will read it, `raw` as it was written.

    `way` says how it gets there: `raw` (as written), `curl` (curl encodes it) or `query` (part of a URL).
    """

    name: str
    value: str = field(repr=False)
    raw: str = field(repr=False)
    way: str = "query"

    @property
    def is_variable(self) -> bool:
        """Is the value a variable of the shell?"""
        return bool(_VARIABLE.fullmatch(self.value))


@dataclass(frozen=True, slots=True)
class Url:
    """A URL as far as it can be read; nothing in it is believed."""

    scheme: str = ""
    place: str = field(default="", repr=False)
    path: str = field(default="", repr=False)
    query: str = field(default="", repr=False)
    fragment: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """The host in lower case, without user and port; empty when there is none."""
        place = self.place.rpartition("@")[2].lower()
        return place.partition("]")[0].strip("[") if place.startswith("[") else place.partition(":")[0]

    @property
    def clouds(self) -> tuple[Cloud, ...]:
        """The clouds whose login host this is: two share one, and none has a host of somebody else's."""
        return tuple(cloud for cloud in CLOUDS.values() if self.host in cloud.login_hosts)

    @property
    def is_login(self) -> bool:
        """May a credential be sent there: a login host of Microsoft's, or this machine?"""
        return bool(self.clouds) or (self.host in LOOPBACK and bool(_LOOPBACK_PLACE.fullmatch(self.place)))

    @property
    def tenant(self) -> str:
        """The first part of the path, where a tenant stands."""
        return self.path.strip("/").partition("/")[0]

    @property
    def endpoint(self) -> str:
        """The path behind the tenant."""
        return self.path.strip("/").partition("/")[2]


@dataclass(frozen=True, slots=True)
class Artefact:
    """What was pasted, taken apart. `kind` is one of KINDS.

    `signs` are names of what was noticed while reading, such as typographic quotation marks, with what was left to
    say about it. `kept` are options of curl that do not concern the request. `now` is the time in seconds.
    """

    kind: str
    url: Url = Url()
    parameters: tuple[Parameter, ...] = ()
    signs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    headers: tuple[str, ...] = field(default=(), repr=False)
    kept: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)
    claims: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    now: float = 0.0

    def get(self, name: str) -> Parameter | None:
        """The first parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)

    def value(self, name: str) -> str:
        """Its value, or nothing."""
        found = self.get(name)
        return found.value if found else ""

    @property
    def grant(self) -> str:
        """The grant of a token command, without the prefix of the device grant."""
        return self.value("grant_type").rpartition(":")[2]

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that are asked for, in order."""
        return self.words or tuple(re.split(r"[\s,;]+", self.value("scope").strip()) if self.value("scope") else ())


@dataclass(frozen=True, slots=True)
class Rule:
    """One defect. `found` gives None when it is not there, else what to add to `says` (perhaps nothing).

    What `found` gives is printed: it never holds a value of a parameter that could be a credential. `wrong` tells a
    defect from a warning. `refs` are statements and errata of docs/seed.md, pages of Microsoft's, or RFC sections.
    """

    id: str
    kinds: tuple[str, ...]
    wrong: bool
    refs: tuple[str, ...]
    says: str
    found: Callable[[Artefact], str | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that was broken, in words that may be printed."""

    id: str
    wrong: bool
    refs: tuple[str, ...]
    text: str
    fix: tuple[str, ...] = ()


def read_url(text: str) -> Url:
    """Take a URL apart; anything at all is accepted, and what is no URL has no scheme."""
    match = _URL.match(text)
    if match is None:
        return Url()
    parts = {name: value or "" for name, value in match.groupdict().items()}
    return Url(**{**parts, "scheme": parts["scheme"].lower()})


def is_open(value: str) -> bool:
    """Is a value still to be filled in: empty, a placeholder of a document, or what a portal shows for a secret?"""
    return not value or is_placeholder(value) or is_masked(value)


def inside_brackets(value: str) -> str:
    """The value within brackets that were left around it, when it is a real one; else nothing."""
    inner = value.strip("[]<>{}")
    return inner if inner != value and (GUID.fullmatch(inner) or DOMAIN.fullmatch(inner) or "://" in inner) else ""


def is_tenant(text: str) -> bool:
    """Can `text` name a tenant?"""
    return bool(GUID.fullmatch(text) or DOMAIN.fullmatch(text) or text.lower() in MANY_TENANTS)


def is_redirect_uri(text: str) -> bool:
    """Can Entra ID send a browser there: https, http on this machine, or the scheme of a program; nothing behind it?"""
    if _OF_A_PROGRAM.fullmatch(text):
        return True
    url = read_url(text)
    good = url.scheme == "https" or (url.scheme == "http" and url.host in {"localhost", "127.0.0.1"})
    plain = not url.query and not url.fragment and "@" not in url.place and not set("[]<>{}$ \\^`\"'") & set(text)
    return good and bool(url.host) and plain and text.isascii() and text.isprintable()


def some(names: Iterable[str]) -> str | None:
    """`a, b`, each once; None when there is none."""
    return ", ".join(dict.fromkeys(names)) or None
