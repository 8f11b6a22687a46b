"""`python -m checks.mail endpoint PROFILE NAME --state FOLDER -- COMMAND`: an e-mail endpoint of a profile at work."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from ..config import ProfileError, load
from ..observation import ProbeFailed
from ..redactor import Redactor
from ..target import proxies_of
from . import from_profile
from .endpoint import Endpoint
from .journal import Journal
from .operations import Service
from .outcome import DONE, USAGE, failed
from .process import command
from .tokens import tokens_for

PROCESS_SECONDS = 600.0


def main(arguments: Sequence[str]) -> int:
    """Work until SIGINT or SIGTERM. Returns the exit status: 0 stopped, 1 refused or impossible, 2 usage."""
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as told:
        return USAGE if told.code else DONE
    redactor = Redactor()

    def say(sentence: str) -> None:
        sys.stderr.write(redactor.clean(sentence) + "\n")
        sys.stderr.flush()

    try:
        endpoint, journal = _endpoint(options, redactor)
    except ProfileError as error:
        say(str(error))
        return USAGE
    except ProbeFailed as error:
        ended = failed("The endpoint", error, redactor)
        say(ended.sentence)
        return ended.status
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # A message that is being processed is finished first.
        signal.signal(number, lambda *_: stop.set())
    try:
        endpoint.run(stop, say)
    finally:
        journal.close()
    return DONE


def _endpoint(options: argparse.Namespace, redactor: Redactor) -> tuple[Endpoint, Journal]:
    profile = load(options.profile, os.environ)
    one = from_profile.consumer(profile, options.consumer)
    settings = from_profile.settings(profile, one, os.environ, redactor)
    allowed = frozenset(options.allow_host)
    reach = from_profile.reach(profile, settings, redactor, allowed, proxies_of(profile))
    tokens = tokens_for(settings.grant, reach, options.state) if settings.grant else None
    # Its secrets are not for the process that messages are handed to.
    own = {ref.target for refs in profile.secret_refs().values() for ref in refs if ref.kind == "env"}
    environ = {name: value for name, value in os.environ.items() if name not in own}
    process = command(options.command, PROCESS_SECONDS, environ)
    service, duty = Service(settings, reach, tokens), from_profile.duty(one)
    journal = Journal(options.state / "journal.db")
    try:
        return Endpoint(service, duty, journal, process), journal
    except BaseException:
        journal.close()
        raise


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m checks.mail endpoint", description=__doc__)
    parser.add_argument("profile", type=Path, help="the profile, a TOML file")
    parser.add_argument("consumer", help="the name of one of its consumers")
    parser.add_argument("--state", type=Path, required=True, help="the folder of the journal and the newest token")
    parser.add_argument("--allow-host", action="append", default=[], help="a host that credentials may go to as well")
    parser.add_argument("command", nargs="+", help="what gets the attachments, in the folder in/ of its own folder")
    return parser
