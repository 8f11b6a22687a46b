"""`login PROFILE`: sign in, and hand the refresh token where it was said to go; never on the screen unasked."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn, TextIO

from ..arguments import add_allow_host, allowed_hosts
from ..config.profile import Profile
from ..config.read import load
from ..config.references import Secret
from ..config.values import ProfileError
from ..config.view import SecretView
from ..console import write_lines
from ..observation import Failure, ProbeFailed
from ..redactor import Redactor
from ..report.cause import wrapped
from ..report.identity import identity_of
from ..report.refusal import refusal_lines
from ..target import Target, proxies_of, trust_store
from ..token_file import CannotStore
from .desk import desk
from .places import Goal, goal_of, hand_over, told, what_now
from .sign_in import UNANSWERED, Person, redirect_uri_of, sign_in, signed_in_as
from .unusable import Unusable

GOOD, REFUSED, USAGE, OWN_ERROR, INTERRUPTED = 0, 1, 2, 3, 130
_NO_PERSON = {
    "static_access_token": "the profile brings its own access token: there is nobody to sign in",
    "ropc": "the flow 'ropc' needs a password, which is never sent: set grant.flow to authorization_code",
}


class _Silent(argparse.ArgumentParser):
    """A message of argparse's own repeats what was typed, and that may be the address with the code."""

    def error(self, message: str) -> NoReturn:  # noqa: ARG002
        _refuse(
            "it takes one PROFILE and the options that --help shows. What a sign-in ends at is pasted when it is asked "
            "for, not given as an argument"
        )
        raise SystemExit(USAGE)


def main(arguments: Sequence[str], stdin: TextIO | None = None, stdout: TextIO | None = None) -> int:
    """Sign in as the profile says. Returns the exit status: 0 signed in, 1 refused or not kept, 2 wrong usage, 3 an
    error of our own, 130 stopped.
    """
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
    trust_store(profile)
    _check_flow(profile, options.way)
    app_only = profile.grant.flow == "client_credentials"
    target = Target(
        profile,
        SecretView(profile, os.environ, "live"),
        Redactor(),
        allowed_hosts=allowed_hosts(options),
        proxies=proxies_of(profile),
    )
    try:
        target.credential()
    except ProbeFailed as absent:
        raise Unusable(f"{profile.source}: {absent.failure.words}") from None
    goal = Goal() if app_only else goal_of(options)
    # With --reveal standard output holds the token and nothing else, so that a pipe can take it.
    person = desk(sys.stderr if goal.reveal else stdout, stdin, target.redactor)
    try:
        with target:
            answer = sign_in(target, options.way, person, keep=True)
        if app_only:
            _say(person, _of_application(profile))
            return GOOD
        return _keep(answer, target, goal, person, stdout)
    except ProbeFailed as failed:
        _say(person, _told(failed.failure, target))
        return REFUSED
    except KeyboardInterrupt:
        _say(person, iter(("", "Stopped. Nothing was kept that is not said to be above.")))
        return INTERRUPTED
    except Unusable:
        raise
    except Exception as bug:
        write_lines(sys.stderr, _own_error(bug, target.redactor))
        return OWN_ERROR


def _told(failure: Failure, target: Target) -> Iterator[str]:
    if failure.kind == UNANSWERED:
        yield failure.words
    else:
        # No refresh token was sent, so none was refused.
        yield from refusal_lines(failure, identity_of(target.profile), target.redactor, never="refresh-token-")
    if target.profile.grant.flow != "client_credentials":
        yield "Nothing was kept."


def _keep(answer: Mapping[str, Any], target: Target, goal: Goal, person: Person, stdout: TextIO) -> int:
    profile = target.profile
    given = answer.get("refresh_token")
    if not isinstance(given, str) or not given:
        person.say(
            "Signed in, but no refresh token came back: was offline_access taken out of what users may agree to? "
            "Nothing was kept."
        )
        return REFUSED
    token = Secret(given)
    target.redactor.learn(given)
    wanted, who = profile.mailbox.signed_in_user, signed_in_as(answer)
    if who and who.lower() != wanted.lower():
        _say(person, _somebody_else(who, wanted, profile))
        return REFUSED
    _say(person, told(answer, token, profile))
    taken = hand_over(token, goal, person, stdout)
    if any(taken):
        _say(person, what_now(profile, goal))
    return GOOD if all(taken) else REFUSED


def _somebody_else(who: str, wanted: str, profile: Profile) -> Iterator[str]:
    yield (
        f"The profile expects {wanted}, and {who} signed in: as that user the token opens no mailbox of "
        f"{profile.mailbox.xoauth2_user} without permission. Nothing was kept."
    )
    yield (
        f"If {who} is right (another name of the same account, or a user with access to a shared mailbox), say so in "
        f'the profile: signed_in_user = "{who}" in [mailbox].'
    )


def _own_error(bug: Exception, redactor: Redactor) -> Iterator[str]:
    """A traceback of ours may show what it was about."""
    for text in traceback.format_exception(bug):
        for line in text.splitlines():
            yield redactor.clean(line)
    yield "login: this is an error of oauthmail's own; nothing was kept that is not said to be above."


def _of_application(profile: Profile) -> Iterator[str]:
    proof = "secret" if profile.grant.client_secret else "certificate"
    yield f"The login host accepts application {profile.grant.client_id} with its {proof}, and issued a token for it."
    yield "There is no refresh token in this flow, so there is nothing to paste and nothing to renew."
    yield f"Verify:  oauthmail diagnose {profile.source}"


def _check_flow(profile: Profile, way: str) -> None:
    """Raises Unusable where nobody can sign in by this flow, or in this way."""
    flow = profile.grant.flow
    if flow in _NO_PERSON:
        raise Unusable(f"{profile.source}: {_NO_PERSON[flow]}")
    if flow != "client_credentials":
        redirect_uri_of(profile, way)


def _parser() -> argparse.ArgumentParser:
    parser = _Silent(
        prog="oauthmail login",
        description="Sign in for a profile: authorization code with PKCE, in the browser of this machine. Of an "
        "application alone (client credentials) the credentials are tried.",
        epilog="Exit status: 0 signed in; 1 refused, not finished, somebody else signed in, or the token could not be "
        "kept; 2 wrong usage; 3 an error of our own; 130 stopped.",
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


def _say(person: Person, lines: Iterator[str]) -> None:
    for text in lines:
        # What is laid out already stays as it is.
        for line in wrapped("", text, "  ") if not text.startswith(" ") else [text]:
            person.say(line)


def _refuse(sentence: str) -> int:
    end = "" if sentence.endswith(".") or "\n" in sentence else "."
    write_lines(sys.stderr, f"login: {sentence}{end}".splitlines())
    return USAGE
