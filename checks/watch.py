"""`watch PROFILE --for 30m`: asks again until a change is in force, says only what changed, and stops at once then."""

from __future__ import annotations

import argparse
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .arguments import Parser, Refused, add_allow_host, allowed_hosts
from .config.profile import Profile
from .config.read import load
from .config.suggest import shown
from .config.values import ProfileError
from .config.view import SecretView
from .console import write_lines
from .observation import Failure
from .probes import PROBES
from .redactor import Redactor
from .report.cause import wrapped
from .report.refusal import diagnoses_of
from .survey import Survey
from .target import Target, proxies_of, trust_store

IN_FORCE, NOT_YET, USAGE = 0, 1, 2
THROTTLED = "entra-throttled"
STAGES = ("token", "smtp", "imap", "pop3")
FIRST_MINUTES = (0, 1, 2, 4)
THEN_EVERY = 5
"""Minutes. Changes at Exchange take up to an hour, and a question that fails is a failing login each time."""
_UNITS = {"s": 1, "m": 60, "h": 3600}
_SPAN = re.compile(r"([1-9]\d{0,4})([smh])")
LEAST, MOST = 60, 24 * 3600
MOST_WORDS = 240


@dataclass(frozen=True, slots=True)
class Clock:
    """Time: `now` in seconds, `wait` for so many seconds, `told` as a person reads it. Tests bring their own."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], object] = field(default_factory=lambda: threading.Event().wait)
    told: Callable[[], str] = lambda: time.strftime("%H:%M:%S")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found: the stage that says no, its cause, and its words; all empty when everything is accepted.

    `by_code` says that nobody has met the words, so that only their code allows the cause.
    """

    stage: str = ""
    cause: str = ""
    words: str = ""
    by_code: bool = False


def main(arguments: Sequence[str], clock: Clock | None = None) -> int:
    """Watch. Returns the exit status: 0 everything is accepted, 1 not in time or another error came, 2 wrong usage."""
    clock = clock or Clock()
    try:
        options = _parser().parse_args(list(arguments))
        profile = load(options.profile, os.environ)
        trust_store(profile)
        seconds = _span(options.span)
        stages = _stages(options.only, profile)
        allowed = allowed_hosts(options)
        look = Look(profile, stages, allowed)
    except (ProfileError, Refused) as error:
        write_lines(sys.stderr, f"watch: {error}".splitlines())
        return USAGE
    except SystemExit as stop:
        return USAGE if stop.code else IN_FORCE
    times = schedule(seconds)
    _say(look.redactor, _before(profile, stages, times, options.span))
    _say(look.redactor, [f"The profile holds a refresh token of {look.holds}"] if look.holds else [])
    return _watch(look, times, clock, profile)


class Look:
    """Asks once; `lost` says afterwards that a newer refresh token came which nothing could keep.

    Secrets are read anew each time, because a new one may have been pasted meanwhile; what a person was asked for is
    asked for once. `holds` tells the refresh token of the last look from others, and shows none of it.
    """

    def __init__(self, profile: Profile, stages: Sequence[str], allowed: frozenset[str]) -> None:
        self._profile, self._stages, self._allowed = profile, stages, allowed
        self.redactor = Redactor()
        self.lost = ""
        self._kept: SecretView | None = None
        self.holds = ""
        view = self._secrets()
        grant = profile.grant
        for name, needed in (("client_secret", grant.client_secret is not None), ("refresh_token", grant.renews)):
            if needed and view.get(name) is None:
                raise Refused(f"{profile.source}: {view.why_absent(name)}")
        typed = any(ref.kind == "prompt" for refs in profile.secret_refs().values() for ref in refs)
        self._kept = view if typed else None
        self.holds = self._mark(view)

    def __call__(self) -> Seen:
        """The first refusal on the way from token to mail, or nothing."""
        view = self._secrets()
        self.holds = self._mark(view)
        target = Target(
            self._profile,
            view,
            self.redactor,
            allowed_hosts=self._allowed,
            proxies=proxies_of(self._profile),
        )
        survey = Survey(target, PROBES)
        wanted = ["token", *(f"{stage}_session" for stage in self._stages if stage != "token")]
        survey.ask(wanted)
        try:
            for id in ("reach_entra", "entra_tls", "discovery", "token", *_on_the_way(self._stages)):
                observed = survey.see(id)
                if id == "token":
                    self.lost = str(observed.facts.get("unkept", ""))
                if observed.failure is not None:
                    return self._seen(id, observed.failure, observed.facts)
        finally:
            survey.settle()
            target.close()
        return Seen()

    def _secrets(self) -> SecretView:
        return self._kept or SecretView(self._profile, os.environ, "live")

    def _mark(self, view: SecretView) -> str:
        value = view.get("refresh_token") if self._profile.grant.renews else None
        return f"{len(value)} characters, sha256 {value.fingerprint()}..." if value is not None else ""

    def _seen(self, id: str, failure: Failure, facts: Mapping[str, Any]) -> Seen:
        if failure.kind == "bug":
            raise RuntimeError(failure.words)
        words = self.redactor.clean(" ".join(failure.words.split()))
        stage = next((name for name in STAGES if name in id.split("_")), "token")
        causes, by_code = diagnoses_of(failure, facts)
        return Seen(stage, next(iter(causes), ""), words, by_code)


def schedule(seconds: int) -> list[int]:
    """When to ask, in seconds from the start: now, after 1, 2 and 4 minutes, then every 5 minutes."""
    times = [minute * 60 for minute in FIRST_MINUTES]
    while times[-1] + THEN_EVERY * 60 <= seconds:
        times.append(times[-1] + THEN_EVERY * 60)
    return [at for at in times if at <= seconds]


def _watch(look: Look, times: Sequence[int], clock: Clock, profile: Profile) -> int:
    started = clock.now()
    holds = look.holds
    first: Seen | None = None
    for at in times:
        if (left := started + at - clock.now()) > 0:
            clock.wait(left)
        seen = look()
        when = f"{clock.told()}  {_after(clock.now() - started)}"
        if look.holds and look.holds != holds:
            holds = look.holds
            _say(look.redactor, [f"{when}the profile holds another refresh token: {holds}"])
        if not seen.stage:
            _say(look.redactor, [f"{when}accepted", "", *_proven(profile), *_lost("WARNING", look)])
            return IN_FORCE
        if seen.cause == THROTTLED:
            _say(look.redactor, [*_told(when, seen), "", "STOPPED   the login host wants fewer requests, not more"])
            _say(look.redactor, [f"  oauthmail explain {seen.cause}"])
            return NOT_YET
        if first is None:
            first = seen
            _say(look.redactor, _told(when, seen))
            if look.lost:
                # The next question would send the token that this one has ended.
                _say(look.redactor, ["", *_lost("STOPPED", look)])
                return NOT_YET
        elif _another(first, seen):
            _say(look.redactor, [*_told(when, seen), "", "STOPPED   this is another error than at the start"])
            if seen.cause:
                _say(look.redactor, [f"  oauthmail explain {seen.cause}"])
            return NOT_YET
    cause = first.cause if first else ""
    _say(look.redactor, ["", f"NOT YET   still the same after {_after(clock.now() - started).strip()}"])
    _say(look.redactor, [f"  oauthmail explain {cause}"] if cause else [])
    return NOT_YET


def _lost(heading: str, look: Look) -> list[str]:
    return [f"{heading}   {look.lost}", "  oauthmail explain refresh-token-not-kept"] if look.lost else []


def _another(first: Seen, seen: Seen) -> bool:
    """A different error: another stage or cause, or, where no words name one, other words but for ids and times."""
    if (first.stage, first.cause) != (seen.stage, seen.cause):
        return True
    unnamed = not first.cause or (first.by_code and seen.by_code)
    return unnamed and _shape(first.words) != _shape(seen.words)


def _shape(words: str) -> str:
    return " ".join(word for word in words.split() if not any(char.isdigit() for char in word[4:]))


def _before(profile: Profile, stages: Sequence[str], times: Sequence[int], span: str) -> Iterator[str]:
    legs = [stage for stage in stages if stage != "token"]
    minutes = ", ".join(str(at // 60) for at in times[:5]) + (", ..." if len(times) > 5 else "")
    yield f"Watching {profile.mailbox.xoauth2_user} for {span}: {' '.join(stages)}; asked after {minutes} minutes."
    cost = f"up to {len(times)} requests for a token"
    if legs:
        cost += f" and up to {len(times) * len(legs)} failing logins ({len(times)} each by {', '.join(legs)})"
    yield f"It may cost {cost}. It ends with the first success, and with the first other error."


def _proven(profile: Profile) -> Iterator[str]:
    yield f"IN FORCE   tenant, application and mailbox accept what {profile.source} holds, asked from here."
    yield (
        "It proves the value, not the application's lag: an application may go on with the access token that it holds "
        "until that ends (60 to 90 minutes), or until it is started anew."
    )


def _told(when: str, seen: Seen) -> list[str]:
    named = f"{'possibly ' * seen.by_code}{seen.cause}" if seen.cause else "not recognised"
    return [f"{when}{seen.stage}: {named}   {shortened(seen.words)}"]


def shortened(words: str) -> str:
    """As much of an answer as a line that is read in passing takes; that there is more is shown."""
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS].rpartition(' ')[0]} ..."


def _after(seconds: float) -> str:
    minutes = int(seconds + 0.5) // 60
    return f"{minutes} min  "


def _on_the_way(stages: Sequence[str]) -> Iterator[str]:
    for stage in stages:
        if stage != "token":
            yield from (f"reach_{stage}", f"{stage}_hello", f"{stage}_session")


def _span(text: str) -> int:
    found = _SPAN.fullmatch(text)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not LEAST <= seconds <= MOST:
        raise Refused(f"--for {shown(text)}: write a number with s, m or h, from 1m to 24h, such as 30m")
    return seconds


def _stages(text: str | None, profile: Profile) -> tuple[str, ...]:
    used = ("token", *(server.protocol for server in profile.servers))
    if text is None:
        return used
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names or (text,):
        if name not in STAGES:
            raise Refused(f"--only: {shown(name)} is not one of {', '.join(STAGES)}")
        if name not in used:
            raise Refused(f"--only: {name} is not in the profile")
    return names


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="oauthmail watch",
        description="Ask at once, after 1, 2 and 4 minutes, then every 5 minutes, until everything is accepted, "
        "another error comes, or the login host wants fewer requests. Changes nothing and sends no mail.",
        epilog="Exit status: 0 accepted, 1 not in time or another error, 2 wrong usage.",
    )
    parser.add_argument("profile", metavar="PROFILE", help="the settings (TOML)")
    parser.add_argument("--for", dest="span", metavar="TIME", required=True, help="how long, such as 30m or 1h")
    parser.add_argument("--only", metavar="STAGE[,STAGE]", help=f"only these: {', '.join(STAGES)}")
    add_allow_host(parser)
    return parser


def _say(redactor: Redactor, lines: Iterator[str] | Sequence[str]) -> None:
    for text in lines:
        write_lines(sys.stdout, wrapped("", redactor.hide(text), "  ") if text else [""])
    sys.stdout.flush()
