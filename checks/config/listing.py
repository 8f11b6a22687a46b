"""A whole profile as rows of key, value and origin, its tables first, then each consumer; no row shows a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .consumer import SECRETS
from .consumers import Effective, effective
from .judging import said_of
from .kinds import SECRET
from .profile import Profile
from .references import Secret, SecretRef
from .schema import SCHEMA
from .view import SecretView

# Where a key of the file is kept, if not under the same names with _ between them.
_PLACES = {
    "grant.refresh_token.ref": "grant.refresh_token",
    "receive.protocol": "receive.protocols",
    **{f"send.{key}": f"smtp.{key}" for key in ("host", "port", "wire")},
    **{f"receive.{p}.{key}": f"{p}.{key}" for p in ("imap", "pop3") for key in ("host", "port", "wire")},
}
# A proxy's URL may hold a password; host, port and wire of [receive] are listed for each protocol.
_HIDDEN = ("network.https_proxy",)
_LEFT_OUT = ("schema", "receive.host", "receive.port", "receive.wire")
_SECRET_NAMES = {
    "grant.client_secret": "client_secret",
    "grant.refresh_token.ref": "pasted refresh_token",
    "grant.refresh_token_store": "refresh_token_store",
    "grant.access_token": "access_token",
    "grant.certificate.key": "certificate.key",
    "grant.certificate.passphrase": "certificate.passphrase",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One effective value: `shown` is safe to print, `compared` is what it is compared by and is never printed."""

    key: str
    shown: str
    origin: str
    compared: object = None

    def __repr__(self) -> str:
        return f"Row({self.key}, {self.shown}, {self.origin})"


def table_rows(profile: Profile, view: SecretView) -> Iterator[Row]:
    """The tables of the profile, in the order of the schema; what is not said and has no default is left out."""
    for key, kind in SCHEMA.items():
        if "[]" in key or key in _LEFT_OUT:
            continue
        value = _at(profile, key)
        if value is None or value in ((), ""):
            continue
        why = profile.origins.get(key, "default")
        if kind is SECRET:
            yield _secret_row(key, value, _SECRET_NAMES[key], view, why)
        elif key in _HIDDEN:
            yield Row(key, "(not shown)", why, value)
        else:
            yield Row(key, _text(value), why, _folded(value))
    yield from _lists(profile)


def consumer_rows(one: Effective, view: SecretView) -> Iterator[Row]:
    """The effective settings of one consumer, in the order of the schema, with the modes on the wire."""
    yield Row("kind", one.kind, "profile", one.kind)
    for full in SCHEMA:
        key = full.removeprefix("consumers[].")
        setting = one.settings.get(key) if key != full else None
        if setting is None:
            continue
        if key in SECRETS:
            name = setting.place if " of " in setting.place else _SECRET_NAMES[setting.place]
            yield _secret_row(key, setting.value, name, view, setting.origin)
        else:
            yield Row(key, _text(setting.value), setting.origin, _folded(setting.value))
    for leg, connection in (("smtp", one.smtp), ("receive", one.receive)):
        if connection:
            yield Row(f"{leg} on the wire", connection.wire, "follows from the above", connection.wire)


def all_rows(profile: Profile, view: SecretView) -> Iterator[tuple[str, list[Row]]]:
    """Each part of a profile by its heading: "the profile", then the consumers by name."""
    first, *rest = effective(profile)
    yield first.name, list(table_rows(profile, view))
    for one in rest:
        yield one.name, list(consumer_rows(one, view))


def _at(profile: Profile, key: str) -> Any:
    first, _, rest = _PLACES.get(key, key).partition(".")
    part = getattr(profile, first)
    return getattr(part, rest.replace(".", "_")) if part is not None else None


def _lists(profile: Profile) -> Iterator[Row]:
    """The tables that may be repeated, each of their items in one row."""
    registration = profile.app_registration
    for permission in registration.permissions:
        said = f"{permission.resource} {permission.name} {permission.kind}"
        yield Row("app_registration.permissions", said, "profile", said.lower())
    for consent in registration.consent:
        said = f"{consent.resource} {' '.join(consent.scopes)} for {consent.user or consent.principal}"
        yield Row("app_registration.consent", said, "profile", said.lower())
    for secret in registration.secrets:
        said = f"ends {secret.ends:%Y-%m-%d}"
        yield Row("app_registration.secrets", said, "profile", (secret.ends, secret.key_id, secret.hint))


def _secret_row(key: str, ref: SecretRef, name: str, view: SecretView, origin: str) -> Row:
    """`compared` is the value where it is at hand, and else the reference."""
    secret = view.get(name)
    shown = f"not at hand: {view.why_absent(name).removeprefix(f'{name}: ')}" if secret is None else _shape(secret)
    return Row(key, shown, f"{origin} ({ref.where})", ref if secret is None else secret.reveal())


def _shape(secret: Secret) -> str:
    return said_of(secret) if secret else "empty"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return str(value)


def _folded(value: object) -> object:
    """Hosts, addresses, ids and scopes are the same in any case, a list in any order; the difference between True and 1
    is kept.
    """
    if isinstance(value, tuple):
        return sorted(str(item).lower() for item in value)
    return _text(value).lower()
