"""A running box as a server that somebody else's cases play: set up, misbehaving, and telling what it saw."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from .faults.table import fault_table
from .tenant.tenant import Tenant
from .thread import ThreadedBox


class _Always(random.Random):
    """Lifetimes that are all the same."""

    def __init__(self, seconds: int) -> None:
        super().__init__(0)
        self._seconds = seconds

    def choice(self, seq: Any) -> Any:  # noqa: ARG002 - as its base class has it
        """The one lifetime, whatever there is to choose from."""
        return self._seconds


class Played:
    """What a player may do to a box."""

    def __init__(self, box: ThreadedBox) -> None:
        self._box = box
        self.settings: Mapping[str, str | int] = box.settings.as_dict()

    def reset(self) -> None:
        """The first state again."""
        self._box.reset()

    def faults(self, *specs: str) -> None:
        """Replace the faults that are on. Raises SpecError."""
        self._box.faults(*specs)

    def dialect(self, name: str) -> None:
        """Speak another dialect until the next reset. Raises KeyError."""
        self._box.dialect(name)

    def known_faults(self) -> Mapping[str, Sequence[str]]:
        """The SPECs of every fault by the listener on which it acts."""
        acts = [(id, fault.acts_on()) for id, fault in fault_table().items()]
        return {leg: [f"{id}@{leg}" for id, on in acts if leg in on] for leg in ("token", "smtp", "imap", "pop3")}

    def advance(self, span: str) -> None:
        """Age what exists."""
        self._box.advance(span)

    def token_life(self, seconds: int) -> None:
        """How long access tokens live that are issued from now on, until the next reset."""

        def change(tenant: Tenant) -> None:
            tenant.entra.lifetimes = _Always(seconds)

        self._box.ask(change)

    def hang_up(self) -> None:
        """End what clients left open; the transcript then holds what they had not ended a line of."""
        self._box.hang_up()

    def transcript(self) -> list[dict[str, Any]]:
        """The events so far."""
        return self._box.ask(lambda tenant: tenant.transcript.events())

    def messages(self) -> int:
        """How many messages were accepted for sending."""
        return self._box.ask(lambda tenant: len(tenant.outgoing))

    def secrets(self) -> list[str]:
        """Every credential that was handed out or issued."""
        named = ("client_secret", "refresh_token", "access_token", "password")
        return [*(str(self.settings[name]) for name in named), *self._box.ask(lambda tenant: list(tenant.grants))]
