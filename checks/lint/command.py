"""`lint`: what was pasted, what is wrong with it, and how it is right."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn, TextIO

from ..config.files import Unreadable, read_file
from ..console import write_lines
from ..report.cause import wrapped
from .mend import Corrected, corrected
from .model import KINDS, Artefact, Finding, is_open
from .paste import MAX, TooLong, read_pasted
from .recognise import recognise
from .rules import judge
from .settings import judge_profile

GOOD, WRONG, USAGE = 0, 1, 2
_INDENT = " " * 9


class _Silent(argparse.ArgumentParser):
    """A message of argparse's own repeats what was typed, and that may be a token."""

    def error(self, message: str) -> NoReturn:  # noqa: ARG002
        _refuse("it takes at most one FILE. What is secret is pasted on standard input, not given as an argument")
        raise SystemExit(USAGE)


def main(arguments: Sequence[str], stdin: TextIO | None = None, stdout: TextIO | None = None) -> int:
    """Judge the file named, or what is pasted. Returns the exit status: 0 nothing wrong (warnings are none), 1
    something wrong, 2 usage, or not recognised.
    """
    stdin, stdout = stdin or sys.stdin, stdout or sys.stdout
    try:
        options = _parser().parse_args(list(arguments))
    except SystemExit as stop:
        return USAGE if stop.code else GOOD
    try:
        text = _read(options.file, stdin)
    except (Unreadable, TooLong) as error:
        return _refuse(str(error) or f"more than {MAX} characters were pasted")
    if not text.strip():
        return _refuse("nothing was pasted")
    artefact = recognise(text, time.time())
    if artefact is None:
        return _refuse(
            "not recognised. It takes an authorize URL, a curl command that asks for a token, the address a sign-in "
            "ended at, a list of scopes, a decoded token, or a profile; `explain` takes errors and logs"
        )
    if artefact.kind != "profile":
        findings = judge(artefact)
        instead = corrected(artefact, secrets.token_urlsafe(12))
    else:
        findings, instead = _profile(Path(options.file) if options.file else None, text), None
    write_lines(stdout, _page(artefact, findings, instead))
    return WRONG if any(finding.wrong for finding in findings) else GOOD


def _parser() -> argparse.ArgumentParser:
    parser = _Silent(
        prog="oauthmail lint",
        description="Say what is wrong with a profile, or with what you are about to paste somewhere: an authorize "
        "URL, a token command, a redirect URL, a list of scopes, a decoded token. Contacts nothing.",
        epilog="Exit status: 0 nothing wrong, 1 something wrong, 2 wrong usage or not recognised.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="a profile; without it, paste on standard input")
    return parser


def _read(file: str | None, stdin: TextIO) -> str:
    if file is None:
        return read_pasted(stdin)
    try:
        data, _ = read_file(Path(file), MAX)
    except Unreadable as error:
        raise Unreadable(f"the file {error}. What is not a file is pasted on standard input") from None
    return data.decode("utf-8-sig", "replace")


def _profile(path: Path | None, text: str) -> list[Finding]:
    if path is not None:
        return judge_profile(path, os.environ)
    try:
        mapping = tomllib.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return [Finding("settings.read", True, ("docs/profile.md",), "It is not valid TOML; save it and run check.")]
    return judge_profile(mapping, os.environ)


def _page(artefact: Artefact, findings: Sequence[Finding], instead: Corrected | None) -> Iterator[str]:
    yield f"This is {KINDS[artefact.kind]}."
    yield from _holds(artefact)
    for finding in sorted(findings, key=lambda finding: not finding.wrong):
        yield ""
        yield f"{'WRONG' if finding.wrong else 'WARNING':9}{finding.id}   [{', '.join(finding.refs)}]"
        for line in finding.text.splitlines():
            yield from wrapped(_INDENT, line.strip(), _INDENT)
        for step in finding.fix:
            yield from wrapped(f"{_INDENT}  ", step.strip(), f"{_INDENT}    ")
    if instead is not None:
        yield from _instead(instead, bool(findings))
    wrong = sum(finding.wrong for finding in findings)
    yield ""
    yield f"{'WRONG' if wrong else 'GOOD':9}{wrong} wrong, {count(len(findings) - wrong, 'warning')}"


def _holds(artefact: Artefact) -> Iterator[str]:
    code = artefact.value("code") if artefact.kind == "redirect-url" else ""
    if not is_open(code):
        yield f"It holds an authorization code of {len(code)} characters: good once, for about ten minutes (S34)."
    if artefact.kind == "token-answer" and artefact.claims.get("refresh_token"):
        yield "It holds a refresh token, which is the value to keep (S64). Nothing of it is shown here."


def _instead(instead: Corrected, defects: bool) -> Iterator[str]:
    yield ""
    yield f"{'Corrected' if defects else 'The same'}, {instead.what}:"
    if instead.before:
        yield ""
        yield "  before it, one line at a time:" if len(instead.before) > 1 else "  before it:"
        yield from (f"    {line}" for line in instead.before)
    yield ""
    yield from instead.lines


def count(number: int, what: str) -> str:
    """`1 warning`, `2 warnings`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"lint: {sentence}.\n")
    return USAGE
