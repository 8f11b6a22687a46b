"""What one operation needs to know: its servers, who signs in where and how, and with what a token is got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..config.certificate import Proof
from ..config.references import Secret
from .refusals import Refused

SECURE = ("starttls", "implicit")
OPTIONAL = "optional"
OFF = ("", "blank", "none", "plain", "false", "off")
SCOPES: Mapping[str, str] = {
    "smtp": "SMTP.Send",
    "imap": "IMAP.AccessAsUser.All",
    "pop3": "POP.AccessAsUser.All",
}
# On these ports every server speaks one way only; other ports are the administrator's own business.
STARTTLS_PORTS = (25, 110, 143, 587)
IMPLICIT_PORTS = (465, 993, 995)
ENDPOINT = "email-endpoint"


@dataclass(frozen=True, slots=True)
class Place:
    """One server as one operation uses it.

    `protocol` is `smtp`, `imap` or `pop3`; `tls` is `starttls` or `implicit`, or whatever a setting says instead, and
    is then refused (`said` is the setting's word for it). `user` is whose mailbox XOAUTH2 opens. With `oauth` false
    `password` is sent in place of a token.
    `keys` names the settings as the person who wrote them knows them (`tls`, `oauth`, `user`, `protocol`, `auth`,
    `two_line`).
    """

    protocol: str
    host: str
    port: int
    tls: str
    user: str
    oauth: bool = True
    password: Secret | None = None
    auth: bool = True
    two_line: bool = True
    said: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """The setting's name for a sentence."""
        return self.keys.get(name, f"{self.protocol}.{name}")


@dataclass(frozen=True, slots=True)
class Grant:
    """How a token is got. `authority` is what MSAL calls so; `scopes` are without those of OpenID Connect. `proof` is
    the application's certificate, in place of a secret.
    """

    flow: str
    authority: str = ""
    client_id: str = ""
    scopes: tuple[str, ...] = ()
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    access_token: Secret | None = None
    proof: Proof | None = None

    @property
    def renews(self) -> bool:
        """Whether there is something to ask for another access token with."""
        return self.flow == "client_credentials" or self.rotates

    @property
    def rotates(self) -> bool:
        """Whether it lives on a refresh token, given with the settings or kept after a sign-in."""
        return self.flow in ("authorization_code", "device_code", "refresh_token")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one consumer. `name` is what sentences call it, `kind` one of the profile's kinds of consumer.

    `basic_fallback` is `forbid`, `warn` or `allow`. `enabled` is the product's switch for sending at all.
    """

    name: str
    kind: str
    grant: Grant | None = None
    smtp: Place | None = None
    imap: Place | None = None
    pop3: Place | None = None
    from_address: str = ""
    basic_fallback: str = "forbid"
    enabled: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)

    def place(self, protocol: str) -> Place:
        """The server for a protocol, found good. Raises Refused, always before any connection."""
        if self.kind == ENDPOINT and protocol != "smtp" and self.pop3 is not None and self.pop3.oauth:
            raise Refused("endpoint-pop3", where=self.name, key=self.pop3.key("protocol"))
        found: Place | None = {"smtp": self.smtp, "imap": self.imap, "pop3": self.pop3}[protocol]
        if found is None:
            raise Refused("no-server", where=self.name, value=protocol, key=f"{protocol}.host")
        self._judge(found)
        return found

    def _judge(self, place: Place) -> None:
        where = self.name
        if not self.enabled and place.protocol == "smtp":
            raise Refused("switched-off", where=where, key=self.keys.get("enabled", "enabled"))
        self._judge_tls(place)
        if not place.auth:
            raise Refused("smtp-auth-off", where=where, key=place.key("auth"))
        if not place.user:
            raise Refused("no-user", where=where, key=place.key("user"))
        if not place.user.isprintable() or " " in place.user:
            raise Refused("bad-user", where=where, key=place.key("user"))
        if place.oauth and self.grant is None:
            raise Refused("no-grant", where=where, key="oauth")
        if place.oauth and place.protocol == "pop3" and not place.two_line:
            raise Refused("pop3-one-line", where=where, key=place.key("two_line"))
        if not place.oauth and self.basic_fallback not in ("warn", "allow"):
            raise Refused("basic-forbidden", where=where, key=place.key("oauth"), value=self.basic_fallback)
        if not place.oauth and place.password is None:
            raise Refused("basic-without-password", where=where, key=place.key("oauth"))
        if place.password is not None and not place.password.reveal().isprintable():
            raise Refused("bad-password", where=where, key=place.key("password"))

    def _judge_tls(self, place: Place) -> None:
        said = {
            "where": self.name,
            "key": place.key("tls"),
            "value": place.said or place.tls or "blank",
            "port": place.port,
        }
        if place.tls in OFF:
            raise Refused("smtp-tls-off" if place.protocol == "smtp" else "receive-tls-off", **said)
        if place.tls == OPTIONAL:
            raise Refused("smtp-tls-optional" if place.protocol == "smtp" else "receive-tls-optional", **said)
        if place.tls not in SECURE:
            raise Refused("tls-unknown", **said)
        if place.tls == "implicit" and place.port in STARTTLS_PORTS:
            raise Refused("tls-implicit-on-starttls-port", **said)
        if place.tls == "starttls" and place.port in IMPLICIT_PORTS:
            raise Refused("tls-starttls-on-implicit-port", **said)


def default_scopes(flow: str, protocols: tuple[str, ...], resource: str, app_only_resource: str) -> tuple[str, ...]:
    """The scopes that a use needs (Microsoft: Authenticate an IMAP, POP or SMTP connection using OAuth)."""
    if flow == "client_credentials":
        return (f"{app_only_resource}/.default",)
    return tuple(f"{resource}/{SCOPES[protocol]}" for protocol in protocols)
