"""`explain`: from a text, a code, an id or a whole log to the causes it names, for a person or as JSON."""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TextIO

from .arguments import Parser, Refused
from .console import write_lines
from .diagnoses.catalogue import catalogue
from .diagnoses.match import Match, recognise, recognise_stream
from .diagnoses.table import TABLE
from .report.cause import cause_block, fill, ticket_block, wrapped

RECOGNISED, NOT_RECOGNISED, USAGE = 0, 1, 2

_PIECE = 1 << 16
_CERTAIN = 0.9
_SHOWN_WHOLE = 3
_NEAR = 0.3
_LONGEST_ID = 60
_LONGEST_NAME = 200
_ENTRA_NUMBER = re.compile(r"AADSTS(\d{5,7})(?!\d)", re.IGNORECASE)


def main(arguments: Sequence[str], stdin: TextIO | None = None, stdout: TextIO | None = None) -> int:
    """Explain the arguments, or standard input without any. Returns the exit status: 0 recognised, 1 not, 2 usage."""
    stdin, stdout = stdin or sys.stdin, stdout or sys.stdout
    parser = _parser()
    try:
        options = parser.parse_args([_plain(argument) for argument in arguments])
    except Refused as wrong:
        sys.stderr.write(f"explain: {wrong}\n")
        return USAGE
    except SystemExit as stop:
        return USAGE if stop.code else RECOGNISED
    if options.list:
        write_lines(stdout, _everything(options))
        return RECOGNISED
    if options.markdown:
        sys.stderr.write("explain: --markdown goes with --list\n")
        return USAGE
    asked = " ".join(options.text)
    if not options.text and stdin.isatty():
        sys.stderr.write("Paste an error text or log, then end it with Ctrl-D (Windows: Ctrl-Z and Enter).\n")
    if options.text:
        matches = recognise(asked)
    else:
        pieces = _pieces(stdin)
        asked = next(pieces, "")
        matches = recognise_stream(chain((asked,), pieces))
    if options.json:
        write_lines(stdout, [_json(matches)])
    else:
        write_lines(stdout, _page(matches) if matches else _unknown(asked))
    return RECOGNISED if matches else NOT_RECOGNISED


def as_json(match: Match) -> dict[str, str | float]:
    """One row of the JSON answer; placeholders read `<mailbox>`, and nothing in it is a secret."""
    entry = match.diagnosis
    return {
        "id": entry.id,
        "layer": entry.layer,
        "cause": fill(entry.cause, {}),
        "fix": fill("\n".join(entry.fix), {}),
        "who": entry.who,
        "new_refresh_token_helps": entry.new_refresh_token_helps,
        "matched": match.matched,
        "doc": entry.doc,
        "confidence": round(match.confidence, 2),
    }


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="oauthmail explain",
        description="Say what an error of OAuth mail with Microsoft 365 means, who can fix it, and how.",
        epilog="Exit status: 0 recognised, 1 not recognised, 2 wrong usage.",
    )
    parser.add_argument("text", nargs="*", metavar="TEXT", help="error text, code or id; without it, standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--list", action="store_true", help="print the ids of all diagnoses")
    parser.add_argument("--markdown", action="store_true", help="with --list: the whole catalogue, docs/diagnoses.md")
    return parser


def _plain(argument: str) -> str:
    """`-ERR` is a word of a server and no option: a blank before it says so to argparse."""
    return f" {argument}" if argument.startswith("-ERR") else argument


def _pieces(stream: TextIO) -> Iterator[str]:
    """What a stream holds, bit by bit: a log may be larger than memory, and bytes in it may be no text."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    while piece := stream.read(_PIECE):
        yield piece


def _json(matches: Iterable[Match]) -> str:
    return json.dumps({"diagnoses": [as_json(match) for match in matches]}, indent=2)


def _everything(options: argparse.Namespace) -> Iterable[str]:
    if options.markdown:
        return catalogue(TABLE).split("\n")
    return [_json(Match(entry, 1.0, "") for entry in TABLE.values())] if options.json else _index()


def _index() -> list[str]:
    width = max(map(len, TABLE))
    return [
        line
        for entry in TABLE.values()
        for line in wrapped(f"{entry.id:<{width}}  ", fill(entry.title, {}), " " * (width + 2))
    ]


def _page(matches: Sequence[Match]) -> Iterator[str]:
    """The best causes whole; possible ones behind words that name none in one line each, with what decides."""
    whole = [match for match in matches if match is matches[0] or match.confidence >= _CERTAIN][:_SHOWN_WHOLE]
    for match in whole:
        entry = match.diagnosis
        asked_by_id = match.matched == entry.id
        said = match.matched if match.line is None else f"line {match.line}: {match.matched}"
        yield from cause_block(
            match,
            identity={},
            said=None if asked_by_id else said,
            standing="" if asked_by_id else _standing(match),
            blocks=(),
            explained=True,
        )
        ticket = ticket_block(entry, {})
        yield from ["", *ticket] if ticket else []
        yield ""
    others = [match for match in matches if match not in whole]
    if others:
        yield "It may also be"
    for match in others:
        yield from _other(match)


def _standing(match: Match) -> str:
    return "certain: the words name it" if match.confidence >= _CERTAIN else "possible"


def _other(match: Match) -> Iterator[str]:
    entry = match.diagnosis
    place = "" if match.line is None else f"   (line {match.line})"
    yield from wrapped("  ", f"{entry.id}: {fill(entry.title, {})}{place}", "      ")
    if entry.tells_apart:
        yield from wrapped("      ", fill(entry.tells_apart, {}), "      ")


def _unknown(asked: str) -> Iterator[str]:
    yield "Not recognised: nothing in it names a cause that this table knows."
    near = difflib.get_close_matches(asked.strip().lower(), TABLE, 1, 1 - _NEAR) if len(asked) <= _LONGEST_ID else []
    if near:
        yield f"Did you mean {near[0]}?"
    if len(asked) <= _LONGEST_NAME and _is_file(asked):
        yield "That is the name of a file; for what is in it: oauthmail explain < FILE"
    for number in list(dict.fromkeys(_ENTRA_NUMBER.findall(asked)))[:_SHOWN_WHOLE]:
        if recognise(number):
            yield f"AADSTS{number} is mentioned as in a list or a program; if you met it: oauthmail explain {number}"
        else:
            link = f"https://login.microsoftonline.com/error?code={number}"
            yield f"AADSTS{number} is not in the table; Microsoft's words: {link}"
    yield "Give the server's own words, with the number (AADSTS..., 535 5.7...), or a log on standard input."


def _is_file(name: str) -> bool:
    try:
        return Path(name.strip()).is_file()
    except (OSError, ValueError):
        return False
