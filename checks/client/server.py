"""What a client case asks of the server that it plays: settings, misbehaviour, and everything that crossed the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol


class Server(Protocol):
    """A tenant under the suite's control. `settings` are named as `python -m fakes --json` names them."""

    @property
    def settings(self) -> Mapping[str, str | int]: ...

    def reset(self) -> None:
        """The first state again: no faults, the usual dialect, empty transcript, mail as at the start."""

    def faults(self, *specs: str) -> None:
        """Replace the faults that are on."""

    def dialect(self, name: str) -> None:
        """Speak another dialect until the next reset."""

    def known_faults(self) -> Mapping[str, Sequence[str]]:
        """The SPECs of every fault, `ID@listener`, by listener."""

    def advance(self, span: str) -> None:
        """Age what exists, by a span such as `91d`."""

    def token_life(self, seconds: int) -> None:
        """How long the access tokens live that are issued from now on, until the next reset."""

    def hang_up(self) -> None:
        """End the connections that a client left open."""

    def transcript(self) -> list[dict[str, Any]]:
        """The events so far, secrets redacted."""

    def messages(self) -> int:
        """How many messages were accepted for sending."""

    def secrets(self) -> Iterable[str]:
        """Every credential that this tenant issued or knows, for the search in what a client prints."""
