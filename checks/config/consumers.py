"""What each consumer really uses, and where each value comes from: its own, an inherited one, or a default.

The precedence (Adobe: Workbench help, "Email"; Configuring email endpoints):

- an operation of a process inherits from the global email service, value by value, and may override each;
- an email endpoint inherits from the defaults of the provider `Email: 1.0`, then from the product's built-in defaults,
  and nothing from the email service (inferred: they are two components);
- task notifications inherit nothing.

What no consumer says is as the tables of the profile say. Only where a consumer names a server of its own, port and
TLS label that are not said are the product's defaults, because the profile's belong to another server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .consumer import Consumer
from .contradictions import THE_PROFILE
from .effective import PORTS, wire_of
from .product_defaults import BUILT_IN
from .profile import Profile, Server
from .references import SecretRef

OWN = THE_PROFILE
INHERITS: Mapping[str, str] = {"operation": "email-service", "email-endpoint": "email-provider"}
CREDENTIALS = ("client_id", "client_secret", "refresh_token")
ALONE = ("name", "kind", "dummy_passwords")
PRODUCT_DEFAULT = "default of the product"

_OF_A_SERVER = {"smtp_port": "smtp", "smtp_tls": "smtp", "receive_port": "receive", "receive_tls": "receive"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One effective value. `place` is the key where it stands (`smtp_tls of Email Service`, `send.host`), `why` how
    it got there: `profile`, `env:NAME`, or a sentence that begins with `default`.
    """

    value: Any
    place: str
    why: str

    @property
    def stated(self) -> bool:
        """Did somebody write it down?"""
        return not self.why.startswith("default")

    @property
    def origin(self) -> str:
        """Where it came from, for a person."""
        return self.place if self.why == "profile" else f"{self.place} ({self.why})"


@dataclass(frozen=True, slots=True)
class Connection:
    """One mail server as a consumer uses it. `wire` is plain, starttls, starttls-required or implicit; `label` the
    product's word for it, None when not said; `password` is for basic authentication only.
    """

    protocol: str
    host: str
    port: int
    wire: str
    label: str | None
    user: str
    password: SecretRef | None
    mechanisms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effective:
    """One consumer with all its values; the first of `effective` is the profile itself, with the name `OWN`.

    `settings` has the keys of [[consumers]] that have a value. `smtp` and `receive` are None where it does not send or
    receive. Secrets are references; `SecretRef.read` fetches them.
    """

    name: str
    kind: str
    settings: Mapping[str, Setting]
    smtp: Connection | None
    receive: Connection | None

    def get(self, key: str) -> Any:
        """The value of a key of [[consumers]], or None."""
        setting = self.settings.get(key)
        return setting.value if setting else None

    def place(self, key: str) -> str:
        """Where the value of `key` stands, or would stand."""
        setting = self.settings.get(key)
        return setting.place if setting else f"{key} of {self.name}"

    @property
    def connects(self) -> bool:
        """Does it open connections itself? The provider only lends its values to endpoints."""
        return self.kind != "email-provider" and self.get("enabled") is not False

    @property
    def oauth(self) -> bool:
        """Is OAuth 2.0 on? If not, it logs in by password (basic authentication)."""
        return bool(self.get("oauth"))

    @property
    def client_id(self) -> str:
        """The application that it asks for tokens as."""
        return str(self.get("client_id"))

    @property
    def client_secret(self) -> SecretRef | None:
        """Where its client secret is."""
        return _ref(self.get("client_secret"))

    @property
    def refresh_token(self) -> SecretRef | None:
        """Where its refresh token is."""
        return _ref(self.get("refresh_token"))

    @property
    def from_address(self) -> str:
        """What it writes into From."""
        return str(self.get("from_address"))


def effective(profile: Profile) -> tuple[Effective, ...]:
    """The profile itself, then each of its consumers in their order, with effective values."""
    tables = _tables(profile)
    own = _settled(OWN, OWN, tables, profile)
    return own, *(_settled(c.name, c.kind, _layered(c, profile, tables), profile) for c in profile.consumers)


def with_oauth(profile: Profile) -> Iterator[Effective]:
    """Those that open connections and use OAuth, the profile itself first."""
    return (one for one in effective(profile) if one.connects and one.oauth)


def places(profile: Profile) -> tuple[str, ...]:
    """The names of all consumers that hold a copy of client id, secret or token: where a new one must be pasted."""
    lend = {consumer.kind for consumer in profile.consumers if _says_credentials(consumer)}
    found = []
    for one, consumer in zip(effective(profile)[1:], profile.consumers, strict=True):
        needs_its_own = one.oauth and one.kind not in ("operation", "email-provider")
        if _says_credentials(consumer) or (needs_its_own and INHERITS.get(one.kind) not in lend):
            found.append(one.name)
    return tuple(found)


def _says_credentials(consumer: Consumer) -> bool:
    return any(getattr(consumer, key) is not None for key in CREDENTIALS)


def _layered(consumer: Consumer, profile: Profile, tables: Mapping[str, Setting]) -> dict[str, Setting]:
    """The consumer's settings, the nearest layer first: its own, inherited, built in, the profile's tables."""
    found = _said(consumer, profile)
    kind = consumer.kind
    for lender in (one for one in profile.consumers if one.kind == INHERITS.get(kind)):
        found = _said(lender, profile) | found
        kind = lender.kind
    built_in = BUILT_IN.get(kind, {})
    server_of_its_own = {leg: f"{leg}_host" in found for leg in ("smtp", "receive")}
    for key, value in built_in.items():
        if key not in found and server_of_its_own.get(_OF_A_SERVER.get(key, ""), True):
            found[key] = Setting(value, f"{key} of {consumer.name}", PRODUCT_DEFAULT)
    unfit = (
        ["receive_port"] if built_in and server_of_its_own["receive"] else []
    )  # the default follows protocol and TLS
    if consumer.kind == "task-notifications":
        unfit = [key for key in tables if key.startswith("receive_")]
    return {**{key: setting for key, setting in tables.items() if key not in unfit}, **found}


def _said(consumer: Consumer, profile: Profile) -> dict[str, Setting]:
    number = profile.consumers.index(consumer) + 1
    return {
        key: Setting(value, f"{key} of {consumer.name}", profile.origins.get(f"consumers[{number}].{key}", "profile"))
        for key in Consumer.__slots__
        if key not in ALONE and (value := getattr(consumer, key)) is not None
    }


def _tables(profile: Profile) -> dict[str, Setting]:
    """What the tables of the profile say, under the keys of a consumer."""
    user, grant = profile.mailbox.xoauth2_user, profile.grant
    values: dict[str, tuple[str, Any]] = {
        "oauth": ("grant.flow", True),
        "client_id": ("grant.client_id", grant.client_id),
        "client_secret": ("grant.client_secret", grant.client_secret),
        "refresh_token": ("grant.refresh_token.ref", grant.refresh_token),
        "from_address": ("mailbox.from_address", profile.mailbox.from_address),
    }
    if profile.smtp:
        values |= {
            "smtp_host": ("send.host", profile.smtp.host),
            "smtp_port": ("send.port", profile.smtp.port),
            "smtp_auth": ("send.auth_required", profile.send.auth_required),
            "smtp_user": ("mailbox.xoauth2_user", user),
            "smtp_tls": ("send.tls", profile.send.tls),
        }
    receiver = profile.imap or profile.pop3
    if receiver:
        protocol = receiver.protocol
        values |= {
            "receive_host": (f"receive.{protocol}.host", receiver.host),
            "receive_port": (f"receive.{protocol}.port", receiver.port),
            "receive_protocol": ("receive.protocol", protocol),
            "receive_user": ("mailbox.xoauth2_user", user),
            "receive_tls": ("receive.tls", profile.receive.tls),
        }
    return {
        key: Setting(value, place, profile.origins.get(place, "default"))
        for key, (place, value) in values.items()
        if value is not None
    }


def _settled(name: str, kind: str, settings: dict[str, Setting], profile: Profile) -> Effective:
    smtp = _connection(name, "smtp", "smtp", settings, profile.smtp, profile.send.mechanisms, profile)
    receive = None
    if "receive_host" in settings:
        settings.setdefault("receive_protocol", Setting("imap", f"receive_protocol of {name}", "default"))
        protocol = settings["receive_protocol"].value
        server = profile.pop3 if protocol == "pop3" else profile.imap
        receive = _connection(name, "receive", protocol, settings, server, profile.receive.mechanisms, profile)
    return Effective(name, kind, MappingProxyType(settings), smtp, receive)


def _connection(
    name: str,
    leg: str,
    protocol: str,
    settings: dict[str, Setting],
    server: Server | None,
    mechanisms: tuple[str, ...],
    profile: Profile,
) -> Connection | None:
    """The server behind the keys `smtp_*` or `receive_*`; completes port and user in `settings`."""
    host, port, label = (settings.get(f"{leg}_{key}") for key in ("host", "port", "tls"))
    if host is None:
        return None
    said = label.value if label else None
    if server and _of_tables(host) and _of_tables(port) and _of_tables(label):
        host, port = _of(server, leg, profile)
        settings |= {f"{leg}_host": host, f"{leg}_port": port}
        wire = server.wire
    else:
        number = port.value if port and (server or not _of_tables(port)) else None
        wire = server.wire if server and _of_tables(label) else wire_of(protocol, said, number or None)
        if not number:  # 0 stands for the default in AEM's settings of the provider
            usual = PORTS[protocol, "implicit" if wire == "implicit" else "other"]
            port = settings[f"{leg}_port"] = Setting(
                usual, f"{leg}_port of {name}", f"default: {protocol}, {said or wire}"
            )
    assert port is not None
    user = settings.setdefault(
        f"{leg}_user",
        Setting(profile.mailbox.xoauth2_user, "mailbox.xoauth2_user", profile.origins["mailbox.xoauth2_user"]),
    )
    password = settings.get(f"{leg}_password")
    return Connection(
        protocol, host.value, port.value, wire, said, user.value, _ref(password.value) if password else None, mechanisms
    )


def _of_tables(setting: Setting | None) -> bool:
    """Is it said by [send] or [receive], or by nobody?"""
    return setting is None or setting.place.startswith(("send.", "receive."))


def _of(server: Server, leg: str, profile: Profile) -> tuple[Setting, Setting]:
    table = "send" if leg == "smtp" else f"receive.{server.protocol}"
    why = profile.origins
    return (
        Setting(server.host, f"{table}.host", why.get(f"{table}.host", "default")),
        Setting(server.port, f"{table}.port", why.get(f"{table}.port", "default")),
    )


def _ref(value: object) -> SecretRef | None:
    return value if isinstance(value, SecretRef) else None
