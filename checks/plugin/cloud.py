"""In which cloud does the address of this run live? Asked below the header, told while it lasts, bounded as a whole."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

import pytest

from ..address import cloud_of, profile_of
from ..redactor import Redactor
from ..survey import Wait
from .run import REDACTOR, RUN

CLOUD_SECONDS = 30.0
"""How long the login hosts have, all together; then the run goes on as in the public cloud."""


@dataclass(slots=True)
class Question:
    """One address, and which login host has been asked about it since when."""

    address: str
    most: float
    _host: str = ""
    _began: float = field(default_factory=time.monotonic)
    _over: bool = False

    def answer(self, redactor: Redactor) -> str:
        """The cloud; `public` where nobody says so in time. Raises KeyboardInterrupt at once, whoever is silent."""
        found: Future[str] = Future()

        def ask() -> None:
            try:
                found.set_result(cloud_of(self.address, os.environ, redactor, self._asks))
            except BaseException as error:  # for the thread that waits
                found.set_exception(error)

        # On a thread of its own: a resolver that is silent hears neither a signal nor a time limit.
        threading.Thread(target=ask, daemon=True).start()
        try:
            name = found.result(self.most)
        except TimeoutError:
            name = "public"
        # Not where somebody interrupted: what was waited for is told then.
        self._over = True
        return name

    def under_way(self) -> list[Wait]:
        """What it waits for, as a survey tells it."""
        if self._over or not self._host:
            return []
        domain = self.address.rpartition("@")[2].lower()
        return [Wait(f"the cloud of {domain} from {self._host}", time.monotonic() - self._began, self.most)]

    def _asks(self, host: str) -> None:
        self._host = host


QUESTION = pytest.StashKey[Question]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """The first thing after the header; what was read before does not depend on the cloud."""
    config = session.config
    run = config.stash[RUN]
    if not run.address or run.profile is None or config.getoption("list_checks") or config.getoption("collectonly"):
        return
    question = config.stash[QUESTION] = Question(run.address, CLOUD_SECONDS)
    name = question.answer(config.stash[REDACTOR])
    if name != run.profile.cloud.name:
        profile = profile_of(
            run.address,
            os.environ,
            client_id=run.profile.grant.client_id,
            client_secret=run.client_secret,
            cloud=name,
        )
        config.stash[RUN] = replace(run, profile=profile)


def under_way(config: pytest.Config) -> list[Wait]:
    """What this question waits for by now; nothing where it is not asked."""
    return config.stash[QUESTION].under_way() if QUESTION in config.stash else []
