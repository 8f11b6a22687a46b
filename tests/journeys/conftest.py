"""The fakes in a process of their own, and a desk in front of them on which nothing secret may be left lying."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oauthmail.pytest_plugin import FakeTenant
from tests.harness import ROOT

from . import person
from .desk import Desk, settings_of


@pytest.fixture(scope="session")
def _process() -> Iterator[FakeTenant]:
    with subprocess.Popen(
        [sys.executable, "-m", "fakes", "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield FakeTenant(json.loads(process.stdout.readline()))
        process.terminate()
        assert process.wait(10) == 0


@pytest.fixture
def tenant(_process: FakeTenant) -> FakeTenant:
    """The tenant, in its first state."""
    _process.reset()
    return _process


@pytest.fixture
def desk(tenant: FakeTenant, tmp_path: Path) -> Iterator[Desk]:
    """In the end everything written anywhere is searched for every 12 characters of every secret."""
    desk = Desk(tenant, tmp_path)
    yield desk
    assert desk.search() == {}
    assert desk.too_wide() == []


@pytest.fixture
def signs_in(desk: Desk) -> None:
    """A program stands for the person at the browser."""
    fakes = {f"FAKE_{name.upper()}": str(value) for name, value in settings_of(desk.tenant).items()}
    wanted = ("FAKE_CA_FILE", "FAKE_MAILBOX", "FAKE_PASSWORD")
    desk.env |= {name: fakes[name] for name in wanted}
    desk.env["BROWSER"] = f"{sys.executable} {Path(person.__file__)} %s"


@pytest.fixture
def clipboard(desk: Desk) -> None:
    """A desktop whose clipboard is the file `clipboard`."""
    folder = desk.home / "bin"
    folder.mkdir()
    program = folder / "xclip"
    program.write_text(f'#!/bin/sh\nexec cat > "{desk.home}/clipboard"\n')
    program.chmod(0o755)
    desk.env |= {"PATH": f"{folder}{os.pathsep}{desk.env['PATH']}", "DISPLAY": ":0"}
