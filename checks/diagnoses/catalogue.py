"""docs/diagnoses.md: every diagnosis with an anchor of its own, as `explain --list --markdown` prints it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..report.cause import fill
from .model import LAYERS, Diagnosis

_INTRODUCTION = """\
# Diagnoses

What oauthmail knows to be wrong with OAuth mail at Microsoft 365: the cause, who can mend it, how, and where its words
were seen. `oauthmail explain` finds the entry that belongs to an error text, a code or a whole log; `oauthmail explain
ID` shows one with the profile's own names filled in. `<mailbox>`, `<tenant>`, `<client_id>` and `<profile>` stand for
yours. *Evidence* names the reports behind the words, with their dates. This page is made by
`python -m checks explain --list --markdown`.
"""


def catalogue(table: Mapping[str, Diagnosis]) -> str:
    """The page, by layer in the order in which mail meets them."""
    return "\n".join(_lines(table))


def _lines(table: Mapping[str, Diagnosis]) -> Iterator[str]:
    yield _INTRODUCTION
    layers = [(layer, [entry for entry in table.values() if entry.layer == layer]) for layer in LAYERS]
    for layer, entries in layers:
        yield f"- **{layer}**: " + ", ".join(f"[{entry.id}](#{entry.id})" for entry in entries)
    for _, entries in layers:
        for entry in entries:
            yield from ("", f"## {entry.id}", "", *_entry(entry))


def _entry(entry: Diagnosis) -> Iterator[str]:
    codes = f" {', '.join(f'AADSTS{code}' for code in entry.codes)}." if entry.codes else ""
    yield f"{_text(entry.title)} ({entry.layer}).{codes}"
    yield from ("", _text(entry.cause), "")
    yield f"**A new refresh token helps?** {entry.new_refresh_token_helps.upper()}: {_text(entry.helps_why)}"
    yield from ("", f"**Who:** {_text(entry.role)}", "", "**Fix:**", "")
    yield from ("    " + fill(line, {}) for line in entry.fix)
    for label, text in (("Wait", entry.wait), ("Again", entry.again)):
        if text:
            yield from ("", f"**{label}:** {_text(text)}")
    if entry.tells_apart:
        yield from ("", f"**To tell it from its neighbours:** {_text(entry.tells_apart)}")
    for label, ids in (("The same words also fit", entry.tied_with), ("May be behind it", entry.may_be)):
        if ids:
            yield from ("", f"**{label}:** " + ", ".join(f"[{id}](#{id})" for id in ids))
    yield from ("", f"**More:** <{entry.doc}>", "", f"**Evidence:** {_text(entry.evidence)}")


def _text(text: str) -> str:
    """Prose with its placeholders shown; nothing in it is taken for markup."""
    shown = fill(text, {})
    for char in "\\`*_<>[]|":
        shown = shown.replace(char, f"\\{char}")
    return shown
