"""Entra ID again: what does it say to each copy of the credentials that a place of the product holds?"""

from __future__ import annotations

from typing import Any

from ..config.consumers import OWN
from ..config.copies import MOST_COPIES, Copy, copies_of, has_copies
from ..config.judging import said_of
from ..config.references import Secret
from ..observation import ProbeFailed
from ..survey import Look, Probe
from ..target import Target
from .entra import ask, client, login_session


def copies(target: Target, look: Look, facts: dict[str, Any]) -> None:
    """One token request for each copy that is not the profile's own; the tokens are thrown away.

    Facts: `absent`, by holder why a copy is not at hand; `copies`, of each who holds it, where it stands, its client
    id, what may be shown of its secrets, which copies hold the same (`same`, a number by key), and either `accepted`
    or `words`, or neither where nobody asked; of a refusal also `error`, `codes`, `correlation_id`, `timestamp`; `left`
    where there were too many to try.
    What became of the profile's own copy (`own`) is what the probe `token` observed; nobody is asked while that got
    no answer.
    """
    facts.update(copies=[], absent={})
    # For the mail stages the profile's own token is judged as well, but not what others hold.
    asked = not target.only or not {"app", "token"}.isdisjoint(target.only)
    if not asked or not has_copies(target.profile) or target.fresh is not None:
        return
    found, facts["absent"] = copies_of(target.profile, target.secrets)
    numbers: dict[str, int] = {}
    for copy in found:
        for secret in (copy.client_secret, copy.refresh_token):
            if secret is not None:
                target.redactor.learn(secret.reveal())
        facts["copies"].append(_plain(copy, numbers))
    own = look("token")
    if not own.ok and "error" not in own.facts:
        return
    others = [(copy, told) for copy, told in zip(found, facts["copies"], strict=True) if not copy.own]
    # On which most places depend comes first; of equals, what stands first in the profile.
    others.sort(key=lambda one: -len(one[0].holders))
    for number, (copy, told) in enumerate(others):
        told["left"] = number >= MOST_COPIES and not target.all_copies
        if not told["left"]:
            _try(target, copy, told)


def _try(target: Target, copy: Copy, told: dict[str, Any]) -> None:
    session = login_session(target)
    scopes = [*target.profile.grant.mail_scopes]
    token = copy.refresh_token
    try:
        # A certificate is the application's, not a place's.
        held = copy.client_secret.reveal() if copy.client_secret else None
        proof = held or (target.credential() if target.profile.grant.client_auth == "assertion_cert" else None)
        app = client(target, session, copy.client_id, proof)
        if token is None:
            ask(session, lambda: app.acquire_token_for_client(scopes), told, target)
        else:
            ask(session, lambda: app.acquire_token_by_refresh_token(token.reveal(), scopes), told, target)
    except ProbeFailed as failed:
        told["words"] = failed.failure.words
    else:
        told["accepted"] = True


def _plain(copy: Copy, numbers: dict[str, int]) -> dict[str, Any]:
    """What may be shown of a copy. Equal values have equal numbers."""
    held = {"client_secret": copy.client_secret, "refresh_token": copy.refresh_token}

    def number(secret: Secret | None) -> int:
        return numbers.setdefault(secret.reveal() if secret else "", len(numbers))

    return {
        "own": copy.own,
        "holders": [*([OWN] if copy.own else []), *copy.holders],
        "places": {key: list(names) for key, names in copy.places.items()},
        "client_id": copy.client_id,
        "held": {key: said_of(secret) for key, secret in held.items() if secret is not None},
        "same": {key: number(secret) for key, secret in held.items()},
        "accepted": False,
        "left": False,
        "words": "",
    }


PROBES = (
    Probe(
        "copies",
        copies,
        "{entra} to judge the other copies of the credentials",
        needs=("discovery",),
        after=("token", "secret_alone"),
    ),
)
