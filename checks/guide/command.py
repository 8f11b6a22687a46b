"""`guide`: the set-up steps of the document for one profile, with its mistakes mended, in English or Swedish."""

from __future__ import annotations

import argparse
import os
import re
import secrets
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from ..arguments import Parser, Refused
from ..config.profile import Profile
from ..config.read import load
from ..config.values import ProfileError
from ..console import write_lines
from ..lint.settings import judge_profile
from ..report.cause import wrapped
from .entra_steps import PARTS
from .fill import CONDITIONS, filling, is_forms
from .model import LANGUAGES, Part, Step
from .product_steps import APPLICATION, EMAIL_SERVICE, ENDPOINT, MAILBOX, TASKS, TROUBLE

PRINTED, USAGE = 0, 2
SAID = {
    "en": {
        "title": "Set-up of OAuth 2.0 mail for {mailbox}",
        "about": "The steps of Adobe's page with its mistakes mended. Each names its statements (S) and errata (E) in "
        "docs/seed.md. Labels stand as on the English screen.",
        "wrong": "First mend the profile: {count} of its settings are wrong (oauthmail lint {profile}).",
    },
    "sv": {
        "title": "Konfigurera e-post med OAuth 2.0 för {mailbox}",
        "about": "Stegen på Adobes sida med felen rättade. Varje steg anger sina påståenden (S) och rättelser (E) i "
        "docs/seed.md. Etiketterna står som på den engelska skärmen.",
        "wrong": "Rätta först profilen: {count} av dess inställningar är fel (oauthmail lint {profile}).",
    },
}
_LABEL = re.compile(r"\*([^*]+)\*")


def main(arguments: Sequence[str], stdout: TextIO | None = None) -> int:
    """Print the steps. Returns the exit status: 0 printed, 2 usage."""
    stdout = stdout or sys.stdout
    try:
        options = _parser().parse_args(list(arguments))
    except Refused as wrong:
        return _refuse(str(wrong))
    except SystemExit as stop:
        return USAGE if stop.code else PRINTED
    try:
        profile = load(options.profile, os.environ)
    except ProfileError as error:
        return _refuse(str(error))
    if profile.grant.flow != "authorization_code":
        return _refuse(
            f'the document sets up a sign-in by code (flow = "authorization_code"); this profile says '
            f'"{profile.grant.flow}".'
        )
    write_lines(stdout, page(profile, options.lang, secrets.token_urlsafe(12)))
    return PRINTED


def page(profile: Profile, language: str, state: str) -> Iterator[str]:
    """The lines of the guide. `language` is one of LANGUAGES; `state` goes into the authorize URL."""
    said = SAID[language]
    filled = filling(profile, state)
    yield said["title"].format_map(filled.values)
    yield from wrapped("", said["about"], "")
    wrong = sum(finding.wrong for finding in judge_profile(profile.path, os.environ)) if profile.path else 0
    if wrong:
        yield from ["", said["wrong"].format(count=wrong, profile=profile.path)]
    number = 0
    for part in parts(profile):
        steps = [step for step in part.steps if CONDITIONS[step.when](profile)]
        if not steps:
            continue
        number += 1
        yield from ["", f"{number}  {part.sv if language == 'sv' else part.en}"]
        for at, step in enumerate(steps, 1):
            text = text_of(step, language).format_map(filled.values)
            yield ""
            yield from wrapped(f"  {number}.{at}  ", f"{text}   [{' '.join(step.refs)}]", "       ")
            for block in step.code:
                yield from ["", *(f"    {line}" for line in filled.blocks[block])]


def parts(profile: Profile) -> tuple[Part, ...]:
    """The parts that concern the product of a profile."""
    product = (EMAIL_SERVICE, TASKS, ENDPOINT) if is_forms(profile) else (APPLICATION,)
    return (*PARTS, MAILBOX, *product, TROUBLE)


def text_of(step: Step, language: str) -> str:
    """The text of a step in a language, its labels in quotation marks."""
    return _LABEL.sub(r'"\1"', step.sv if language == "sv" else step.en)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="oauthmail guide",
        description="Print the set-up steps for a profile, ready to paste. Contacts nothing and reads no secret.",
        epilog="Exit status: 0 printed, 2 wrong usage.",
    )
    parser.add_argument("profile", type=Path, metavar="PROFILE", help="the profile to set up")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="English (en) or Swedish (sv)")
    return parser


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"guide: {sentence}\n")
    return USAGE
