"""The service as an adapter command: one job a line on standard input, one JSON line for each on standard output."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from ..observation import ProbeFailed
from ..redactor import Redactor
from ..version import version
from . import job as jobs
from . import outcome
from .compose import BadLetter
from .login import sign_in
from .operations import Service
from .outcome import Outcome
from .reading import attachments, header
from .tokens import Tokens, tokens_for

MOST_MESSAGES = 20
_NAMES = {"send": "Sending", "fetch-imap": "Receiving", "fetch-pop3": "Receiving", "token": "Getting a token"}
_NAMES["login"] = "Signing in"


def capabilities() -> dict[str, Any]:
    """What this client can do, in the words of the adapter contract."""
    return {
        "name": "oauthmail reference mail service",
        "version": version(),
        "actions": [*jobs.ACTIONS],
        "grants": ["authorization_code", "device_code", "refresh_token", "client_credentials"],
        "tls": ["starttls", "implicit"],
        "mechanisms": ["XOAUTH2"],
        "session": True,
    }


def serve(stdin: TextIO, stdout: TextIO) -> int:
    """Do every job; the exit status is that of the last. Standard output gets JSON lines and nothing else."""

    status = outcome.USAGE
    kept: dict[tuple[str, ...], Tokens] = {}
    for text in _jobs(stdin):
        redactor = Redactor()  # for one job: a session has hundreds, and each knows its own secrets

        def say(answer: Mapping[str, Any], redactor: Redactor = redactor) -> None:
            stdout.write(redactor.hide(json.dumps(answer)) + "\n")
            stdout.flush()

        ended, identity = _do(text, redactor, kept, say)
        say(ended.as_json(identity))
        status = ended.status
    return status


def _jobs(stdin: TextIO) -> Iterator[str]:
    """A job a line; one job over many lines when the first line is no job."""
    first = True
    while line := stdin.readline(jobs.LONGEST):
        if not line.strip():
            continue
        if first and not _is_json(line):
            line += stdin.read(jobs.LONGEST)
        first = False
        yield line
    if first:
        yield ""


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _do(
    text: str, redactor: Redactor, kept: dict[tuple[str, ...], Tokens], say: Callable[[Mapping[str, Any]], None]
) -> tuple[Outcome, dict[str, str]]:
    """One job; nothing that a server, a file or the job itself does is raised."""
    identity: dict[str, str] = {}
    what = "The job"
    try:
        job = jobs.read(text, redactor)
        what = _NAMES[job.action]
        places = (job.settings.smtp, job.settings.imap, job.settings.pop3)
        grant = job.settings.grant
        identity["mailbox"] = next((place.user for place in places if place), "")
        identity["client_id"] = grant.client_id if grant else ""
        ended = _act(job, kept, say)
    except (jobs.BadJob, BadLetter) as bad:
        ended = Outcome(outcome.USAGE, str(bad))
    except ProbeFailed as error:
        ended = outcome.failed(what, error, redactor)
    except Exception as bug:
        # Never the values, which may be secrets; and the next job gets its chance.
        at = traceback.extract_tb(bug.__traceback__)[-1]
        where = f"{type(bug).__name__} in {at.name}, line {at.lineno} of {Path(at.filename).name}"
        ended = Outcome(outcome.FAILED, f"{what} failed by an error of this program itself: {where}.")
    return ended, identity


def _act(job: jobs.Job, kept: dict[tuple[str, ...], Tokens], say: Callable[[Mapping[str, Any]], None]) -> Outcome:
    settings = job.settings
    service = Service(settings, job.reach, _tokens(job, kept))
    if job.action == "send":
        assert job.letter is not None
        service.send(job.letter)
        return _done("Sent.", service)
    if job.action == "token":
        return _token(service)
    if job.action == "login":
        if settings.grant is None:
            raise jobs.BadJob("oauth of the job is missing.")
        sign_in(settings.grant, job.redirect_uri, job.reach, job.state, say)
        return _done("Signed in.", service)
    receive = service.receive if job.action == "fetch-imap" else service.receive_by_pop3
    found = [
        {
            "subject": header(message, "Subject"),
            "from": header(message, "From"),
            "attachments": [{"name": a.name, "octets": len(a.content)} for a in attachments(message)],
        }
        for message in receive(MOST_MESSAGES)
    ]
    return _done(f"Received {len(found)} messages.", service, {"messages": found})


def _token(service: Service) -> Outcome:
    if service.tokens is None:
        raise jobs.BadJob("oauth of the job is missing.")
    service.tokens.get("")
    return _done("A token is at hand.", service)


def _tokens(job: jobs.Job, kept: dict[tuple[str, ...], Tokens]) -> Tokens | None:
    """The tokens of a grant live from job to job, as long as it is the same grant with the same state folder."""
    grant = job.settings.grant
    if grant is None:
        return None
    secrets = (grant.client_secret, grant.refresh_token, grant.access_token)
    key = (
        str(job.state),
        grant.flow,
        grant.authority,
        grant.client_id,
        *grant.scopes,
        *(s.reveal() if s else "" for s in secrets),
    )
    found = kept.get(key)
    if found is None:
        kept.clear()
        found = kept[key] = tokens_for(grant, job.reach, job.state)
    found.reach = job.reach
    return found


def _done(sentence: str, service: Service, facts: Mapping[str, Any] | None = None) -> Outcome:
    return Outcome(outcome.DONE, sentence, remarks=tuple(service.remarks), facts=facts or {})


def main(arguments: list[str]) -> int:
    """`--capabilities`, or jobs on standard input. Returns the exit status."""
    if arguments == ["--capabilities"]:
        sys.stdout.write(json.dumps(capabilities()) + "\n")
        return outcome.DONE
    if arguments:
        sys.stderr.write("usage: python -m checks.mail [--capabilities]; jobs come on standard input, one a line\n")
        return outcome.USAGE
    # MSAL logs answers that it cannot read, and a person would see a traceback.
    logging.getLogger("msal").addHandler(logging.NullHandler())
    logging.getLogger("msal").propagate = False
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    return serve(sys.stdin, sys.stdout)
