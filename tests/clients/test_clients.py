"""Each client under each condition does what was measured, and none ever shows a credential outside good TLS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from .clients import CLIENTS, Client
from .conditions import CONDITIONS, WORKED, Condition
from .expected import cells, expected
from .trial import Run

# A run takes a second; a busy machine is no failure. Who is known to wait for ever need not be waited for long.
SECONDS, WAITED = 60.0, 5.0


def pairs() -> Iterator[tuple[Client, str, Condition]]:
    """What is tried: every client with every protocol it speaks, under every condition of that protocol."""
    for client in CLIENTS.values():
        for protocol in client.protocols:
            for condition in CONDITIONS:
                reads_by_starttls = protocol != "smtp" and condition.tls == "starttls"
                if protocol in condition.protocols and (client.starttls or not reads_by_starttls):
                    yield client, protocol, condition


@pytest.mark.parametrize(
    ("client", "protocol", "condition"),
    [pytest.param(*cell, id=f"{cell[0].name}-{cell[1]}-{cell[2].name}") for cell in pairs()],
)
def test_a_client_does_what_was_measured(
    client: Client, protocol: str, condition: Condition, run: Run, need: Callable[[Client], None]
) -> None:
    need(client)
    wanted = expected(client.name, protocol, condition)
    found = run(client, protocol, condition, WAITED if wanted.waits else SECONDS)
    said = "\n".join([*found.words, run.ended.output])
    assert found.in_clear == 0, said
    if found.outcome == wanted.also:
        wanted = replace(wanted, outcome=wanted.also, answer=found.answer)
    measured = replace(wanted, outcome=found.outcome, answer=found.answer, waits=run.ended.hung)
    assert measured == wanted, said
    assert run.ended.good == (wanted.outcome == WORKED), said
    if protocol == "imap" and wanted.outcome == WORKED:
        assert ("\\Flagged" in run.flags) == client.flags, said
    assert run.bugs == []


def test_every_exception_is_about_a_cell_that_is_tried() -> None:
    assert cells() <= {(client.name, protocol, condition.name) for client, protocol, condition in pairs()}
