"""Where a new refresh token goes: each place is tried before anybody signs in, and filled afterwards."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from ..config.consumers import places
from ..config.lifetimes import REFRESH_TOKEN_LIFE
from ..config.profile import Profile
from ..config.references import Secret, parse
from ..console import turn_away
from ..token_file import CannotStore, TokenFile
from .clipboard import MISSING, PLACEHOLDER, Clipboard, clipboards
from .sign_in import Person, signed_in_as
from .unusable import Unusable

_NOWHERE = (
    "say first where the refresh token shall go, because it is never shown unasked: --copy (the clipboard), "
    "--store file:PATH, --store file:PATH#json.key, or --reveal (on standard output)"
)


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a new refresh token goes."""

    file: TokenFile | None = None
    clipboard: Clipboard | None = None
    reveal: bool = False


def goal_of(options: argparse.Namespace) -> Goal:
    """Where `--copy`, `--store` and `--reveal` say, each place tried. Raises Unusable and CannotStore."""
    if not (options.copy or options.store or options.reveal):
        raise Unusable(_NOWHERE)
    ref = parse(options.store, Path.cwd(), "") if options.store else None
    if options.store and (ref is None or ref.kind != "file"):
        raise Unusable("--store takes file:PATH or file:PATH#json.key")
    file = TokenFile(ref) if ref is not None else None
    if file is not None:
        file.check()
    return Goal(file, _clipboard() if options.copy else None, options.reveal)


def hand_over(token: Secret, goal: Goal, person: Person, stdout: TextIO) -> list[bool]:
    """Put the token into every place; of each whether it took it."""
    taken: list[bool] = []
    if goal.file is not None:
        try:
            goal.file.write(token.reveal())
            taken.append(True)
            person.say(f"It is in {goal.file.where}.")
            if goal.file.open_to_others:
                person.say("Mind that others can read that file: its mode was left as it was.")
        except CannotStore as error:
            taken.append(False)
            person.say(f"NOT KEPT: {error}. What was in the file is unharmed.")
    if goal.clipboard is not None:
        why = goal.clipboard.write(token.reveal())
        taken.append(not why)
        person.say(f"NOT COPIED: {why}." if why else "It is on the clipboard; clear that once it is pasted.")
    if goal.reveal:
        why = _print(token, stdout)
        taken.append(not why)
        if why:
            person.say(f"NOT PRINTED: {why}.")
    if not any(taken):
        person.say("The token is gone, which harms nobody: sign in again, with another place.")
    return taken


def told(answer: Mapping[str, Any], token: Secret, profile: Profile) -> Iterator[str]:
    """Who signed in, what came of it, and what it lacks."""
    who = signed_in_as(answer)
    yield f"Signed in{f' as {who}' if who else ''}. The refresh token has {len(token)} characters{_mark(token)}."
    granted = {scope.rpartition("/")[2].lower() for scope in str(answer.get("scope", "")).split()}
    lacking = [scope for scope in profile.grant.mail_scopes if scope.rpartition("/")[2].lower() not in granted]
    if granted and lacking:
        yield f"WARNING   It was granted without {' '.join(lacking)}: consent for it is missing."


def what_now(profile: Profile, goal: Goal) -> Iterator[str]:
    """Where to put it next, how long it lives, how to verify it."""
    named = places(profile)
    if named:
        yield f'Paste it into "Refresh Token" in {len(named)} place{"s" * (len(named) != 1)}: {" | ".join(named)}'
    own = profile.grant.refresh_token
    if own is not None and (goal.file is None or goal.file.where != own.where):
        yield f"The profile reads its copy from {own.where}: put it there too."
    if profile.grant.refresh_token_obtained_at is not None:
        yield f"The profile states when it was obtained: set obtained_at = {datetime.now(UTC):%Y-%m-%d} there."
    until = datetime.now(UTC) + REFRESH_TOKEN_LIFE
    yield f"It dies on {until:%Y-%m-%d} unless the application keeps each newer one that it gets."
    yield f"Verify:  oauthmail diagnose {profile.source}"


def _clipboard() -> Clipboard:
    """The first clipboard that takes a harmless text: a program that has no desktop to talk to says so now."""
    why = MISSING
    for clipboard in clipboards(os.environ):
        said = clipboard.write(PLACEHOLDER)
        if not said:
            return clipboard
        why = f"--copy: {said}. Use --store file:PATH instead"
    raise Unusable(why)


def _print(token: Secret, stdout: TextIO) -> str:
    """Empty, or in one phrase why it could not be printed."""
    try:
        stdout.write(token.reveal() + "\n")
        stdout.flush()
    except OSError as error:
        turn_away(stdout)
        return f"standard output takes nothing ({error.strerror or type(error).__name__})"
    return ""


def _mark(token: Secret) -> str:
    return f", sha256 {token.fingerprint()}..." if token.fingerprint() else ""
