"""Shows a stage as soon as the next one begins; stages of which nothing was tried share a line, as do those that passed
unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from ..report.causes import Row
from ..report.ladder import all_blocked, blocked_line, first_blocker, needed_line, row_lines, stage_lines
from ..report.page import warning_marks


class Ladder:
    """Reads `rows` as they grow; `say` prints lines. `only` are the stages that were asked for, none for all."""

    def __init__(
        self, rows: Sequence[Row], say: Callable[..., None], only: Collection[str], *, detailed: bool = False
    ) -> None:
        self._rows = rows
        self._say = say
        self._only = only
        self._detailed = detailed
        self._stage = ""
        self._held: list[str] = []
        self._needed: list[str] = []

    def step(self) -> None:
        """A row has come: the stage before its own is complete."""
        stage = self._rows[-1]["stage"]
        if self._stage and self._stage != stage:
            self._done(self._stage)
        self._stage = stage

    def end(self) -> None:
        """No row will come any more."""
        if self._stage:
            self._done(self._stage)
            self._print_held()
        self._stage = ""

    def _done(self, stage: str) -> None:
        rows = self._of(stage)
        if all_blocked(rows) or (self._held and all(row["outcome"] == "skip" for row in rows)):
            self._held.append(stage)
            return
        if self._only and stage not in self._only and all(row["outcome"] != "fail" for row in rows):
            self._needed.append(stage)
            return
        self._print_held()
        marks = [mark for mark, row in warning_marks(self._rows) if row["stage"] == stage]
        self._say(*stage_lines(stage, rows, marks))
        if self._detailed:
            self._say(*(line for row in rows for line in row_lines(row)))

    def _print_held(self) -> None:
        if self._needed:
            rows = [row for stage in self._needed for row in self._of(stage)]
            self._say(needed_line(self._needed, rows))
            self._needed = []
        if self._held:
            held, self._held = self._held, []
            blocked = [stage for stage in held if all_blocked(self._of(stage))]
            rows = [row for stage in blocked for row in self._of(stage)]
            blocker = next(row["blocked_by"] for row in rows if row["blocked_by"])
            self._say(blocked_line(blocked, rows, first_blocker(self._rows, blocker)))
            for stage in held:
                if stage not in blocked:
                    self._say(*stage_lines(stage, self._of(stage), ()))

    def _of(self, stage: str) -> list[Row]:
        return [row for row in self._rows if row["stage"] == stage]
