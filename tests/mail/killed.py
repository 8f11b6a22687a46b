"""An endpoint in a process of its own that dies by SIGKILL at its n-th step; run by test_endpoint.py."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from checks.config.references import Secret
from checks.mail.endpoint import Duty, Endpoint
from checks.mail.journal import Journal
from checks.mail.operations import Service
from checks.mail.process import Result, Work
from checks.mail.reach import Reach
from checks.mail.receive import Receiving
from checks.mail.settings import Grant, Place, Settings
from checks.mail.submit import Submission
from checks.mail.tokens import tokens_for

# Every method that leaves a mark somewhere; the process may die before and after each.
STEPS = ((Journal, ("claim", "finish", "replied")), (Submission, ("send",)), (Receiving, ("fetch", "mark")))


class Death:
    """Kills this process at the n-th chance; 0 never."""

    def __init__(self, die_at: int) -> None:
        self._die_at = die_at
        self._count = 0

    def chance(self) -> None:
        """Maybe the end."""
        self._count += 1
        if self._count == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """The method, with a chance before and after it."""

        def deadly(*arguments: Any, **named: Any) -> Any:
            self.chance()
            result = method(*arguments, **named)
            self.chance()
            return result

        return deadly


def main(authority: str, client_id: str, user: str, imap: str, smtp: str, ca_file: str, folder: str, die: str) -> None:
    """Poll until the inbox has nothing more to do."""
    death = Death(int(die))
    for kind, names in STEPS:
        for name in names:
            setattr(kind, name, death.around(getattr(kind, name)))
    scopes = ("https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send")
    grant = Grant("authorization_code", authority, client_id, scopes, Secret(os.environ["S"]), Secret(os.environ["R"]))
    places = {
        "imap": Place("imap", "localhost", int(imap), "implicit", user),
        "smtp": Place("smtp", "localhost", int(smtp), "starttls", user),
    }
    ports = (authority.split("/")[2].rpartition(":")[2], imap, smtp)
    reach = Reach(frozenset(f"localhost:{port}" for port in ports), Path(ca_file), step_seconds=10)
    settings = Settings("Invoices", "email-endpoint", grant, from_address=user, **places)  # type: ignore[arg-type]
    service = Service(settings, reach, tokens_for(grant, reach, Path(folder)))

    def process(work: Work) -> Result:
        death.chance()
        with (Path(folder) / "ledger").open("a") as ledger:
            ledger.write(f"{work.subject.removeprefix('Job ')}\n")
            ledger.flush()
            os.fsync(ledger.fileno())
        death.chance()
        return Result(True, "done")

    endpoint = Endpoint(service, Duty(batch=3), Journal(Path(folder) / "journal.db"), process)
    while endpoint.poll():
        pass


if __name__ == "__main__":
    main(*sys.argv[1:])
