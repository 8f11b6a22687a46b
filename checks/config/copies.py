"""Which credentials the places of a product hold: each distinct copy once, with all who hold it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .consumers import INHERITS, OWN, Effective, effective, places, with_oauth
from .profile import Profile
from .references import Secret
from .view import SecretView

MOST_COPIES = 10
"""How many copies that differ from the profile's own are tried unasked: each one is a request for a token."""
_WORDS = {"operation": "operation", "email-endpoint": "endpoint", "email-provider": "provider"}
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Copy:
    """Client id, client secret and refresh token as they are held together.

    `holders` are names for a person; the profile itself is not among them, `own` says whether it holds this copy.
    `places` says by key where in the product the value stands, which is elsewhere for who inherits it.
    """

    own: bool
    holders: tuple[str, ...]
    places: Mapping[str, tuple[str, ...]]
    client_id: str
    client_secret: Secret | None
    refresh_token: Secret | None


def has_copies(profile: Profile) -> bool:
    """Are there consumers, and does the flow have credentials that can be tried one by one?"""
    return bool(profile.consumers) and bool(_keys(profile))


def number_of_others(profile: Profile) -> tuple[int, tuple[str, ...]]:
    """At most how many copies differ from the profile's own, and who holds them; no value is read."""
    keys = _keys(profile)
    by_copy = _grouped(profile, lambda one: (one.client_id.lower(), *(one.get(key) for key in keys)))
    _, *others = by_copy.values()
    return len(others), tuple(called(one) for holders in others for one in holders)


def copies_of(profile: Profile, secrets: SecretView) -> tuple[list[Copy], dict[str, str]]:
    """Every distinct copy, the profile's own first; and by holder why a copy is not at hand."""
    absent: dict[str, str] = {}
    keys = _keys(profile)

    def values(one: Effective) -> tuple[str, ...] | None:
        found = [one.client_id.lower()]
        for key in keys:
            name = _name_of(one, key)
            secret = secrets.get(name) if name else None
            if name and not secret:
                absent[called(one)] = secrets.why_absent(name) or f"{name} is empty"
                return None
            found.append(secret.reveal() if secret else "")
        return tuple(found)

    found = []
    paste = places(profile)
    for held in _grouped(profile, values).values():
        first = held[0]
        read = {key: secrets.get(name) if (name := _name_of(first, key)) else None for key in keys}
        others = [one for one in held if one.name != OWN]
        found.append(
            Copy(
                own=first.name == OWN,
                holders=tuple(called(one) for one in others),
                places={key: _stands(key, others, profile, paste) for key in ("client_id", *keys)},
                client_id=first.client_id,
                client_secret=read.get("client_secret"),
                refresh_token=read.get("refresh_token"),
            )
        )
    return found, absent


def called(one: Effective) -> str:
    """A consumer as a person would call it: its name, with its kind where the name does not say it."""
    word = _WORDS.get(one.kind, "")
    return f'{word} "{one.name}"' if word and word not in one.name.lower() else one.name


def _keys(profile: Profile) -> tuple[str, ...]:
    if profile.grant.renews:
        return ("client_secret", "refresh_token")
    return ("client_secret",) if profile.grant.flow == "client_credentials" else ()


def _grouped(profile: Profile, value: Callable[[Effective], _Value | None]) -> dict[_Value, list[Effective]]:
    """The users of OAuth by what they hold; who holds nothing that is known is left out."""
    found: dict[_Value, list[Effective]] = {}
    for one in with_oauth(profile):
        held = value(one)
        if held is not None:
            found.setdefault(held, []).append(one)
    return found


def _name_of(one: Effective, key: str) -> str:
    """What a SecretView calls this value, empty where there is none."""
    setting = one.settings.get(key)
    if setting is None:
        return ""
    return setting.place if _lender(one, key) else key


def _lender(one: Effective, key: str) -> str:
    """The consumer in whose settings the value stands; empty for the tables of the profile."""
    setting = one.settings.get(key)
    return setting.place.partition(f"{key} of ")[2] if setting else ""


def _stands(key: str, held: list[Effective], profile: Profile, paste: tuple[str, ...]) -> tuple[str, ...]:
    """Where a new value must go: the lender, or whoever needs a copy of its own."""
    by_name = {one.name: one for one in effective(profile)}
    found: list[Effective] = []
    for one in held:
        name = _lender(one, key)
        lends = [other for other in by_name.values() if other.kind == INHERITS.get(one.kind) and other.name in paste]
        found += [by_name[name]] if name else [one] if one.name in paste or not lends else lends
    return tuple(dict.fromkeys(called(one) for one in found))
