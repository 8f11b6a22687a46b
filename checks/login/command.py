"""`login PROFILE`: sign in, and hand the refresh token where it was said to go; never on the screen unasked."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TextIO

from ..arguments import add_allow_host, allowed_hosts
from ..config.consumers import places
from ..config.lifetimes import REFRESH_TOKEN_LIFE
from ..config.profile import Profile
from ..config.read import load
from ..config.references import Secret, parse
from ..config.values import ProfileError
from ..config.view import SecretView
from ..console import write_lines
from ..observation import Failure, ProbeFailed
from ..redactor import Redactor
from ..report.cause import wrapped
from ..report.identity import identity_of
from ..report.refusal import refusal_lines
from ..target import Target, proxies_of
from .clipboard import MISSING, Clipboard, find
from .desk import desk
from .sign_in import UNANSWERED, Person, Unusable, redirect_uri_of, sign_in, signed_in_as
from .store import CannotStore, TokenFile

GOOD, REFUSED, USAGE = 0, 1, 2
_NOWHERE = (
    "say first where the refresh token shall go, because it is never shown unasked: --copy (the clipboard), "
    "--store file:PATH, --store file:PATH#json.key, or --reveal (on standard output)"
)
_NO_PERSON = {
    "static_access_token": "the profile brings its own access token: there is nobody to sign in",
    "ropc": "the flow 'ropc' needs a password, which is never sent: set grant.flow to authorization_code",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a new refresh token goes."""

    file: TokenFile | None = None
    clipboard: Clipboard | None = None
    reveal: bool = False


class _Silent(argparse.ArgumentParser):
    """A message of argparse's own repeats what was typed, and that may be the address with the code."""

    def error(self, message: str) -> NoReturn:  # noqa: ARG002
        _refuse(
            "it takes one PROFILE and the options that --help shows. What a sign-in ends at is pasted when it is asked "
            "for, not given as an argument"
        )
        raise SystemExit(USAGE)


def main(arguments: Sequence[str], stdin: TextIO | None = None, stdout: TextIO | None = None) -> int:
    """Sign in as the profile says. Returns the exit status: 0 signed in, 1 refused or not kept, 2 wrong usage."""
    stdin, stdout = stdin or sys.stdin, stdout or sys.stdout
    try:
        options = _parser().parse_args(list(arguments))
    except SystemExit as stop:
        return USAGE if stop.code else GOOD
    try:
        return _login(options, stdin, stdout)
    except (ProfileError, Unusable, CannotStore) as error:
        return _refuse(str(error))


def _login(options: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Raises ProfileError, Unusable and CannotStore for what nobody was asked for yet."""
    profile = load(options.profile, os.environ)
    goal = _goal(options, profile)
    target = Target(
        profile,
        SecretView(profile, os.environ, "live"),
        Redactor(),
        allowed_hosts=allowed_hosts(options),
        proxies=proxies_of(profile),
    )
    if profile.grant.client_secret is not None and target.secrets.get("client_secret") is None:
        raise Unusable(f"{profile.source}: {target.secrets.why_absent('client_secret')}")
    # With --reveal standard output holds the token and nothing else, so that a pipe can take it.
    person = desk(sys.stderr if goal.reveal else stdout, stdin, target.redactor)
    try:
        with target:
            answer = sign_in(target, options.way, person, keep=True)
    except ProbeFailed as failed:
        _say(person, _told(failed.failure, target))
        return REFUSED
    if profile.grant.flow == "client_credentials":
        _say(person, _of_application(profile))
        return GOOD
    return _hand_over(answer, target, goal, person, stdout)


def _told(failure: Failure, target: Target) -> Iterator[str]:
    if failure.kind == UNANSWERED:
        yield failure.words
        return
    # No refresh token was sent, so none was refused.
    yield from refusal_lines(failure, identity_of(target.profile), target.redactor, never="refresh-token-")


def _hand_over(answer: Mapping[str, Any], target: Target, goal: Goal, person: Person, stdout: TextIO) -> int:
    profile = target.profile
    given = answer.get("refresh_token")
    if not isinstance(given, str) or not given:
        person.say(
            "Signed in, but no refresh token came back: was offline_access taken out of what users may agree to?"
        )
        return REFUSED
    token = Secret(given)
    target.redactor.learn(given)
    _say(person, _signed_in(answer, token, profile))
    failed = False
    if goal.file is not None:
        try:
            goal.file.write(token.reveal())
            person.say(f"It is in {goal.file.where}.")
            if goal.file.open_to_others:
                person.say("Mind that others can read that file: its mode was left as it was.")
        except CannotStore as error:
            failed = True
            person.say(f"NOT KEPT: {error}. What was in the file is unharmed.")
    if goal.clipboard is not None:
        why = goal.clipboard.write(token.reveal())
        failed = failed or bool(why)
        person.say(f"NOT COPIED: {why}." if why else "It is on the clipboard; clear that once it is pasted.")
    if goal.reveal:
        stdout.write(token.reveal() + "\n")
        stdout.flush()
    if failed:
        person.say("The token is lost unless another place was given: sign in again.")
    _say(person, _what_now(profile, goal))
    return REFUSED if failed else GOOD


def _signed_in(answer: Mapping[str, Any], token: Secret, profile: Profile) -> Iterator[str]:
    wanted, who = profile.mailbox.signed_in_user, signed_in_as(answer)
    yield f"Signed in{f' as {who}' if who else ''}. The refresh token has {len(token)} characters{_mark(token)}."
    if who and who.lower() != wanted.lower():
        yield (
            f"WARNING   The profile expects {wanted}, and {who} signed in: as that user this token opens no mailbox of "
            f"{profile.mailbox.xoauth2_user} without permission. If both are one account, set mailbox.signed_in_user."
        )
    granted = {scope.rpartition("/")[2].lower() for scope in str(answer.get("scope", "")).split()}
    lacking = [scope for scope in profile.grant.mail_scopes if scope.rpartition("/")[2].lower() not in granted]
    if granted and lacking:
        yield f"WARNING   It was granted without {' '.join(lacking)}: consent for it is missing."


def _what_now(profile: Profile, goal: Goal) -> Iterator[str]:
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


def _of_application(profile: Profile) -> Iterator[str]:
    yield f"The login host accepts application {profile.grant.client_id} with its secret, and issued a token for it."
    yield "There is no refresh token in this flow, so there is nothing to paste and nothing to renew."
    yield f"Verify:  oauthmail diagnose {profile.source}"


def _goal(options: argparse.Namespace, profile: Profile) -> Goal:
    """Where the token goes, each place tried before anybody signs in. Raises Unusable and CannotStore."""
    flow = profile.grant.flow
    if flow in _NO_PERSON:
        raise Unusable(f"{profile.source}: {_NO_PERSON[flow]}")
    if flow == "client_credentials":
        return Goal()
    redirect_uri_of(profile, options.way)
    if not (options.copy or options.store or options.reveal):
        raise Unusable(_NOWHERE)
    ref = parse(options.store, Path.cwd(), "") if options.store else None
    if options.store and (ref is None or ref.kind != "file"):
        raise Unusable("--store takes file:PATH or file:PATH#json.key")
    clipboard = find(os.environ) if options.copy else None
    if options.copy and clipboard is None:
        raise Unusable(MISSING)
    file = TokenFile(ref) if ref is not None else None
    if file is not None:
        file.check()
    return Goal(file, clipboard, options.reveal)


def _parser() -> argparse.ArgumentParser:
    parser = _Silent(
        prog="login",
        description="Sign in for a profile: authorization code with PKCE, in the browser of this machine. Of an "
        "application alone (client credentials) the credentials are tried.",
        epilog="Exit status: 0 signed in, 1 refused, or the token could not be kept, 2 wrong usage.",
    )
    parser.add_argument("profile", metavar="PROFILE", help="the settings (TOML)")
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--paste",
        dest="way",
        action="store_const",
        const="paste",
        default="browser",
        help="sign in anywhere, and paste the address that it ends at (nothing is shown)",
    )
    way.add_argument(
        "--device",
        dest="way",
        action="store_const",
        const="device",
        help="by a device code; not the usual way: policy often forbids it, and the token stays marked with it",
    )
    parser.add_argument("--copy", action="store_true", help="put the refresh token on the clipboard")
    parser.add_argument("--store", metavar="REF", help="keep it in file:PATH or file:PATH#json.key (0600, atomically)")
    parser.add_argument("--reveal", action="store_true", help="print it on standard output; all else goes to the other")
    add_allow_host(parser)
    return parser


def _mark(token: Secret) -> str:
    return f", sha256 {token.fingerprint()}..." if token.fingerprint() else ""


def _say(person: Person, lines: Iterator[str]) -> None:
    for text in lines:
        # What is laid out already stays as it is.
        for line in wrapped("", text, "  ") if not text.startswith(" ") else [text]:
            person.say(line)


def _refuse(sentence: str) -> int:
    write_lines(sys.stderr, f"login: {sentence.rstrip('.')}.".splitlines())
    return USAGE
