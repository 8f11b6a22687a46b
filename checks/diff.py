"""`diff`: where do two profiles, or one before and after a change, differ in what is in effect?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from .arguments import Parser, Refused
from .config import ProfileError, SecretView, load
from .config.consumers import effective
from .config.judging import is_aem
from .config.listing import Row, all_rows
from .config.profile import Profile
from .config.references import SecretRef
from .console import write_lines
from .report.cause import wrapped

SAME, DIFFERENT, USAGE = 0, 1, 2
_PRECEDENCE = (
    "its own value, then: an operation inherits from the email service, value by value; an email endpoint from the "
    "defaults of Email: 1.0, nothing from the email service; task notifications inherit nothing."
)
_ENDPOINTS = (
    "Workbench may end in an error where the mail servers of an endpoint are set; the administration console takes "
    "them (S100 of docs/seed.md, line 174 of the page)."
)


def main(arguments: Sequence[str]) -> int:
    """Compare two profiles. Returns the exit status: 0 the same, 1 different, 2 wrong usage."""
    parser = Parser(
        prog="oauthmail diff",
        description="Compare the effective values of two profiles, consumer by consumer. It does not matter where a "
        "value comes from. Contacts nothing. Secrets are compared by their values and shown by length and fingerprint.",
        epilog="Exit status: 0 the same, 1 different, 2 wrong usage.",
    )
    parser.add_argument("first", metavar="A.toml", help="a profile")
    parser.add_argument("second", metavar="B.toml", help="another")
    try:
        options = parser.parse_args(arguments)
        profiles = [load(path, os.environ) for path in (options.first, options.second)]
        one, other = map(_read, profiles)
    except SystemExit as stop:
        return USAGE if stop.code else SAME
    except (ProfileError, Refused) as error:
        write_lines(sys.stderr, f"diff: {error}".splitlines())
        return USAGE
    lines = list(_differences(one, other, options.first, options.second))
    write_lines(sys.stdout, [*lines, *_advice(profiles)] if lines else ["The same values are in effect."])
    return DIFFERENT if lines else SAME


def _advice(profiles: Sequence[Profile]) -> Iterator[str]:
    """Who inherits from whom, who still logs in by password, and where an endpoint is to be set."""
    kinds = {consumer.kind for profile in profiles for consumer in profile.consumers}
    if not kinds:
        return
    yield ""
    yield from wrapped("Precedence   ", _PRECEDENCE, " " * 13)
    for profile in profiles:
        by_password = [one.name for one in effective(profile) if one.connects and not one.oauth]
        if by_password:
            yield from wrapped("By password  ", f"still in {profile.source}: {', '.join(by_password)}", " " * 13)
    if "email-endpoint" in kinds and any(is_aem(profile) for profile in profiles):
        yield from wrapped("Endpoints    ", _ENDPOINTS, " " * 13)


def _read(profile: Profile) -> dict[str, dict[str, list[Row]]]:
    """The rows by part and key; a key that may be repeated has several."""
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
                    yield from wrapped(f"    {path}: ", f"{row.shown}   {row.origin}", " " * 8)
                if key not in side[name]:
                    yield f"    {path}: not said"
            if _unknown(one[name].get(key)) or _unknown(other[name].get(key)):
                yield "    a value is not at hand, so they are not known to be the same"


def _differ(one: Sequence[Row] | None, other: Sequence[Row] | None) -> bool:
    return [row.compared for row in one or ()] != [row.compared for row in other or ()]


def _unknown(rows: Sequence[Row] | None) -> bool:
    return any(isinstance(row.compared, SecretRef) for row in rows or ())
