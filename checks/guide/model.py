"""One step of the set-up, in both languages, and when it belongs to a profile."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("en", "sv")


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `*Label*` is a label as it stands on the English screen, the same in both languages.

    `{name}` are values of the profile; `code` names blocks of commands that follow the text (see fill.py). `refs` are
    the statements of docs/seed.md that the step follows or mends, and the errata that it mends. `when` is one of the
    conditions of fill.py.
    """

    id: str
    refs: tuple[str, ...]
    en: str
    sv: str
    code: tuple[str, ...] = ()
    when: str = "always"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its steps."""

    id: str
    en: str
    sv: str
    steps: tuple[Step, ...]
