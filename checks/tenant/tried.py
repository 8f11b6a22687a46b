"""What became of each copy of the credentials, and which of them would do where another one fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..check import Finding, fail_each, not_applied
from ..config.consumers import OWN
from ..config.profile import Profile
from ..judge import learned, refuse
from ..observation import Observation
from .codes import BAD_SECRET, UNKNOWN_APP

CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN = "client_id", "client_secret", "refresh_token"


@dataclass(frozen=True, slots=True)
class Tried:
    """One copy: `told` is what the probe says of it, `words` and `facts` are those of a refusal."""

    told: Mapping[str, Any]
    accepted: bool
    words: str
    facts: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{', '.join(self.holders)}: {self.words}"

    @property
    def holders(self) -> Sequence[str]:
        """Who holds it, the profile first where it does."""
        held: Sequence[str] = self.told["holders"]
        return held

    @property
    def consumers(self) -> Sequence[str]:
        """Those of them that are places of the product."""
        return [name for name in self.holders if name != OWN]

    @property
    def refused(self) -> bool:
        """Whether the token endpoint said no to it."""
        return not self.accepted and "error" in self.facts

    @property
    def answered(self) -> bool:
        """Whether the token endpoint said yes or no to it."""
        return self.accepted or self.refused

    @property
    def key(self) -> str:
        """Which of its values is refused."""
        codes = self.facts.get("codes", ())
        if UNKNOWN_APP.intersection(codes):
            return CLIENT_ID
        return CLIENT_SECRET if BAD_SECRET.intersection(codes) or not self._has_token else REFRESH_TOKEN

    @property
    def of_the_app(self) -> bool:
        """Whether the refusal is about the application or its secret."""
        return self.refused and bool((UNKNOWN_APP | BAD_SECRET).intersection(self.facts.get("codes", ())))

    @property
    def _has_token(self) -> bool:
        return REFRESH_TOKEN in self.told["held"]


def tried(profile: Profile, token: Observation, secret_alone: Observation, copies: Observation) -> list[Tried]:
    """Every copy, in the order of the profile; of its own, what the probes `token` and `secret_alone` saw.

    Ends the check where there is nothing to judge.
    """
    if not profile.consumers:
        not_applied("the profile names no consumers")
    learned(copies)
    for seen in (token, secret_alone):
        if seen.failure is not None and seen.failure.kind == "bug":
            refuse(seen.failure)
    found = [
        _own(told, token, secret_alone)
        if told["own"]
        else Tried(told, bool(told["accepted"]), str(told["words"]), told)
        for told in copies.facts["copies"]
        if not told["left"]
    ]
    if not found:
        not_applied("no copy is asked for a token in this run")
    if not copies.facts["absent"] and not any(one.consumers for one in found):
        not_applied("no consumer that connects uses OAuth")
    if not found[0].answered:
        not_applied("the token endpoint gave no answer to the profile's own copy")
    return found


def refuse_each(refused: Sequence[Tried], found: Sequence[Tried], copies: Observation) -> None:
    """Say no to each of these copies; `found` are all."""
    if refused:
        fail_each("; ".join(map(str, refused)), [_finding(one, found, copies) for one in refused])


def leave_absent(copies: Observation) -> None:
    """Nothing is said of all copies where one of them is not at hand."""
    absent = copies.facts["absent"].values()
    if absent:
        not_applied("; ".join(dict.fromkeys(absent)))


def leave_untried(copies: Observation) -> None:
    """Nothing is said of all copies where there were too many to try."""
    if said := untried(copies.facts):
        not_applied(f"not tried: {said}")


def untried(facts: Mapping[str, Any]) -> str:
    """How many copies were left, and how they are tried; empty where none was. `facts` are those of the probe."""
    left = [told for told in facts.get("copies", ()) if told["left"]]
    if not left:
        return ""
    holders = [name for told in left for name in told["holders"]]
    number = f"{len(left)} of {len(facts['copies'])} copies of the credentials"
    return f"{number} (--all-copies tries them, one token request each); held by {', '.join(holders)}"


def counted(found: Sequence[Tried]) -> str:
    """`3 consumers (2 copies)`."""
    held = [one for one in found if one.consumers]
    users = sum(len(one.consumers) for one in held)
    return f"{users} consumer{'s' * (users != 1)} ({len(held)} {'copies' if len(held) != 1 else 'copy'})"


def _finding(one: Tried, found: Sequence[Tried], copies: Observation) -> Finding:
    """What a report says of a copy that is refused: who holds it, where to paste, and what would be good there."""
    key = one.key
    # Where a copy is not at hand, it may be the same one.
    alone = [] if copies.facts["absent"] else [OWN]
    good = next((other for other in found if _would_do(other, one, key)), None)
    copy: dict[str, Any] = {
        "holders": list(one.holders),
        "places": list(one.told["places"].get(key, ())) or alone,
        "client_id": one.told["client_id"],
        "key": key,
        "held": _shown(one, key),
        "correlation_id": str(one.facts.get("correlation_id", "")),
        "good": "",
        "good_held": "",
        "token": "none" if REFRESH_TOKEN not in one.told["held"] else "other",
    }
    if good is not None:
        copy |= {"good": good.holders[0], "good_held": _shown(good, key)}
        if copy["token"] == "other" and good.told["same"][REFRESH_TOKEN] == one.told["same"][REFRESH_TOKEN]:
            copy["token"] = "same"
    return Finding(one.words, copy)


def _would_do(other: Tried, one: Tried, key: str) -> bool:
    """Does it hold a value of this key that was accepted from the same application?"""
    return other.accepted and key != CLIENT_ID and other.told["client_id"].lower() == one.told["client_id"].lower()


def _own(told: Mapping[str, Any], token: Observation, secret_alone: Observation) -> Tried:
    seen = token
    if token.failure and BAD_SECRET.intersection(secret_alone.facts.get("codes", ())):
        seen = secret_alone
    return Tried(told, token.ok, seen.failure.words if seen.failure else "", seen.facts)


def _shown(one: Tried, key: str) -> str:
    shown = one.told["client_id"] if key == CLIENT_ID else one.told["held"].get(key, "none")
    return str(shown)
