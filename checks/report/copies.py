"""Copies of the credentials in a root cause: who holds the bad one, where to paste, and what is good there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..config.consumers import OWN
from ..diagnoses import roles
from ..diagnoses.model import Diagnosis
from .few import FIRST, MANY, few
from .identity import counted

Copy = Mapping[str, Any]

_VERIFY = "oauthmail diagnose {profile}      must end in HEALTHY"
_SURVIVES = "a refresh token survives a change of its application's secret (inferred, not confirmed)"
_THERE = "the place where the profile reads it"
_KEPT = {"client_id": "client_id", "client_secret": "{kept_secret}", "refresh_token": "{kept_token}"}
_NAMES = {"client_id": "client id", "client_secret": "client secret", "refresh_token": "refresh token"}


def identity_with(copies: Sequence[Copy], identity: Mapping[str, str]) -> Mapping[str, str]:
    """The values of placeholders, with the application and the places of these copies."""
    if not copies:
        return identity
    places = _unique(place for copy in copies for place in copy["places"])
    known = {"places": _THERE if places == [OWN] else counted([name for name in places if name != OWN])}
    known = known if places else {}
    return {**identity, **known, "client_id": " | ".join(_unique(c["client_id"] for c in copies))}


def where(copies: Sequence[Copy]) -> list[str]:
    """One line for each copy: who holds it, and what may be shown of the value that is refused. Of many the first."""
    lines = [f"{few(copy['holders'])}: {_NAMES[copy['key']]}, {copy['held']}" for copy in copies]
    if len(lines) <= MANY:
        return lines
    return [*lines[:FIRST], f"and {len(lines) - FIRST} more (all of them: --report FILE.json)"]


def mended(diagnosis: Diagnosis, copies: Sequence[Copy]) -> Diagnosis:
    """The diagnosis, with the shorter way where a good value is at hand for every one of these copies."""
    if not copies or not all(copy["good"] for copy in copies):
        return diagnosis
    keys = {copy["key"] for copy in copies}
    if keys == {"client_secret"}:
        return _secret_is_there(diagnosis, copies)
    if keys == {"refresh_token"} and diagnosis.new_refresh_token_helps == "yes":
        return _token_is_there(diagnosis, copies)
    return diagnosis


def _secret_is_there(diagnosis: Diagnosis, copies: Sequence[Copy]) -> Diagnosis:
    good = copies[0]["good"]
    why = f"{_SURVIVES}; the one held here is judged once the secret is right, for the server names the secret first."
    if all(copy["token"] == "same" for copy in copies):
        why = f"{_SURVIVES}; the one held here was accepted with the secret of {good}, so nobody has to sign in again."
    elif all(copy["token"] == "none" for copy in copies):
        why = "none is in use."
    return replace(
        diagnosis,
        cause=f"Entra knows the application and refuses this secret, while it accepts that of {good}: most likely the "
        "secret was replaced, and this copy was left behind.",
        fix=(_paste(copies), _VERIFY),
        role=roles.APPLICATION,
        helps_why=why,
        tells_apart="",
        ticket=(),
    )


def _token_is_there(diagnosis: Diagnosis, copies: Sequence[Copy]) -> Diagnosis:
    return replace(
        diagnosis,
        fix=(_paste(copies), "or sign in anew, for all of them: oauthmail login {profile} --copy", _VERIFY),
        role=roles.APPLICATION,
        helps_why=f"but none has to be made: that of {copies[0]['good']} is good.",
        ticket=(),
    )


def _paste(copies: Sequence[Copy]) -> str:
    first = copies[0]
    into = [] if all(copy["places"] == [OWN] for copy in copies) else ["{places}"]
    into += [f"{_THERE} ({_KEPT[first['key']]})"] if any(OWN in copy["holders"] for copy in copies) else []
    return f"paste the {_NAMES[first['key']]} of {first['good']} ({first['good_held']}) into {', and '.join(into)}"


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
