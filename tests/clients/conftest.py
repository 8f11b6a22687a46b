"""One tenant and one set of resident clients for all runs of a worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakes.box import Options
from fakes.entra.keys import KeyRing
from fakes.run import variables
from fakes.tenant.example import Plan, PlannedUser
from fakes.tenant.model import APPLICATION_PERMISSIONS
from fakes.thread import ThreadedBox, running
from tests.node.test_node import MODULES

from .clients import Client
from .running import Clients
from .trial import Run


@pytest.fixture(scope="session")
def shared_box(keys: KeyRing) -> Iterator[ThreadedBox]:
    """A tenant in which the application may use the mailbox too: email-oauth2-proxy signs in as the application."""
    plan = Plan(roles=APPLICATION_PERMISSIONS, registered_in_exchange=True)
    plan.users = [PlannedUser(f"svc-forms@{plan.domain}", "Forms Service", full_access=(plan.client_id,))]
    with running(Options(plan=plan), keys) as box:
        yield box


@pytest.fixture
def box(shared_box: ThreadedBox) -> ThreadedBox:
    shared_box.reset()
    return shared_box


@pytest.fixture(scope="session")
def clients(shared_box: ThreadedBox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    folder = tmp_path_factory.mktemp("clients")
    with Clients(variables(shared_box.settings, folder), folder) as clients:
        yield clients


@pytest.fixture
def run(box: ThreadedBox, clients: Clients, tmp_path: Path) -> Run:
    return Run(box, clients, tmp_path)


@pytest.fixture
def need() -> Callable[[Client], None]:
    """Skip, or fail in CI, where a client is not installed."""

    def check(client: Client) -> None:
        if missing := client.missing(MODULES):
            if os.environ.get("CI") == "true":
                pytest.fail(missing)
            pytest.skip(missing)

    return check
