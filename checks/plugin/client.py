"""The mail client under judgement: the command that was given, or the reference mail service, and its judge."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..client.adapter import Client, Command, Session, ask_capabilities, read_capabilities, words_of
from ..client.judge import Judge
from ..client.process import Unusable
from ..stages import CLIENT_STAGES
from .order import meta_of
from .run import REDACTOR, RUN

CLIENT = pytest.StashKey[Client]()
_SUITE = Path(__file__).resolve().parents[2]


def pytest_configure(config: pytest.Config) -> None:
    """A command that is no client is a usage error, before anything is played to it."""
    run = config.stash[RUN]
    if run.mode != "client":
        return
    environ = dict(os.environ)
    try:
        words = words_of(run.adapter)
        can = ask_capabilities(words, environ)
    except Unusable as error:
        raise pytest.UsageError(f"--adapter: {error}") from None
    config.stash[CLIENT] = (Session if can.session else Command)(words, can, environ)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """A client that stays is started while other checks run: starting is most of its time."""
    config = session.config
    if config.getoption("list_checks") or not any(_is_case(item) for item in session.items):
        return
    if CLIENT not in config.stash:
        config.stash[CLIENT] = reference()
    client = config.stash[CLIENT]
    if isinstance(client, Session):
        client.start()
        config.add_cleanup(client.close)


def reference() -> Client:
    """The mail service of the suite, which bare runs judge; not asked for what is known of it."""
    from ..mail.adapter import capabilities  # noqa: PLC0415 - a live run never loads it

    path = os.pathsep.join(filter(None, (str(_SUITE), os.environ.get("PYTHONPATH", ""))))
    can = read_capabilities(json.dumps(capabilities()))
    package = __package__.rpartition(".")[0]
    # -P: a folder of the same name where somebody happens to stand is not ours.
    return Session([sys.executable, "-P", "-m", f"{package}.mail"], can, {**os.environ, "PYTHONPATH": path})


@pytest.fixture(scope="session")
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    """Judges the client against the embedded tenant."""
    server = request.getfixturevalue("judged_server")
    yield Judge(server, request.config.stash[CLIENT], request.config.stash[REDACTOR])
    server.reset()


def _is_case(item: pytest.Item) -> bool:
    meta = meta_of(item)
    return meta is not None and meta.stage in CLIENT_STAGES
