"""`diff`: where do two profiles, or one before and after a change, differ in what is in effect?"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from .config import ProfileError, SecretView, load
from .config.listing import Row, all_rows
from .config.references import SecretRef
from .console import write_lines

SAME, DIFFERENT, USAGE = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Compare two profiles. Returns the exit status: 0 the same, 1 different, 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="diff",
        description="Compare the effective values of two profiles, consumer by consumer. It does not matter where a "
        "value comes from. Contacts nothing. Secrets are compared by their values and shown by length and fingerprint.",
        epilog="Exit status: 0 the same, 1 different, 2 wrong usage.",
    )
    parser.add_argument("first", metavar="A.toml", help="a profile")
    parser.add_argument("second", metavar="B.toml", help="another")
    try:
        options = parser.parse_args(arguments)
        one, other = _read(options.first), _read(options.second)
    except SystemExit as stop:
        return USAGE if stop.code else SAME
    except ProfileError as error:
        write_lines(sys.stderr, f"diff: {error}".splitlines())
        return USAGE
    lines = list(_differences(one, other, options.first, options.second))
    write_lines(sys.stdout, lines or ["The same values are in effect."])
    return DIFFERENT if lines else SAME


def _read(path: str) -> dict[str, dict[str, list[Row]]]:
    """The rows by part and key; a key that may be repeated has several."""
    profile = load(path, os.environ)
    found: dict[str, dict[str, list[Row]]] = {}
    for name, rows in all_rows(profile, SecretView(profile, os.environ)):
        part = found.setdefault(name.strip(), {})
        for row in rows:
            part.setdefault(row.key, []).append(row)
    return found


def _differences(
    one: Mapping[str, Mapping[str, list[Row]]],
    other: Mapping[str, Mapping[str, list[Row]]],
    first: str,
    second: str,
) -> Iterator[str]:
    for name in dict.fromkeys((*one, *other)):
        missing = [path for path, side in ((first, one), (second, other)) if name not in side]
        if missing:
            yield f"{name}: not in {missing[0]}"
            continue
        keys = [
            key
            for key in dict.fromkeys((*one[name], *other[name]))
            if _differ(one[name].get(key), other[name].get(key))
        ]
        if keys:
            yield name
        for key in keys:
            yield f"  {key}"
            for path, side in ((first, one), (second, other)):
                for row in side[name].get(key, ()):
                    yield f"    {path}: {row.shown}   {row.origin}"
                if key not in side[name]:
                    yield f"    {path}: not said"
            if _unknown(one[name].get(key)) or _unknown(other[name].get(key)):
                yield "    a value is not at hand, so they are not known to be the same"


def _differ(one: Sequence[Row] | None, other: Sequence[Row] | None) -> bool:
    return [row.compared for row in one or ()] != [row.compared for row in other or ()]


def _unknown(rows: Sequence[Row] | None) -> bool:
    return any(isinstance(row.compared, SecretRef) for row in rows or ())
