"""The fixture `fake_tenant` for other people's tests: a tenant in a process of its own, reset between tests."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

START_SECONDS = 30.0
ASK_SECONDS = 10.0
_START = "import sys; sys.path.append(sys.argv.pop(1)); from oauthmail.__main__ import main; sys.exit(main())"


class FakeTenant:
    """A Microsoft 365 tenant in a box. Its settings are attributes: `smtp_port`, `ca_file`, `refresh_token` ..."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        # A proxy of the environment must not see loopback requests, nor could it carry them out.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __getattr__(self, name: str) -> Any:
        settings = self.__dict__.get("_settings", {})
        if name not in settings:
            raise AttributeError(f"the fake tenant has no '{name}'; it has {', '.join(settings)}")
        return settings[name]

    def __repr__(self) -> str:
        return f"<FakeTenant {self._settings['mailbox']}>"

    def faults(self, *specs: str) -> None:
        """Replace the faults that are on: `faults("refresh-token-expired")`. Raises ValueError for an unknown one."""
        self._ask("PUT", "faults", {"faults": list(specs)})

    def dialect(self, name: str) -> None:
        """Change whose words the mail servers use: `dialect("google")`. Raises ValueError for an unknown one."""
        self._ask("PUT", "dialect", {"dialect": name})

    def advance(self, span: str) -> None:
        """Age what exists: `advance("91d")`. Raises ValueError for a span that cannot be read."""
        self._ask("POST", "clock", {"advance": span})

    def messages(self, address: str | None = None) -> list[bytes]:
        """What lies in the mailbox of an address, or everything that was sent; each message as bytes."""
        query = f"?mailbox={urllib.parse.quote(address)}" if address else ""
        found = self._ask("GET", f"messages{query}")["messages"]
        return [base64.b64decode(message["content_base64"]) for message in found]

    def transcript(self) -> list[dict[str, Any]]:
        """What crossed the wire, oldest first; credentials are replaced by length and fingerprint."""
        events: list[dict[str, Any]] = self._ask("GET", "transcript")["events"]
        return events

    def reset(self) -> None:
        """The first state again: mail, faults, clock, transcript."""
        self._ask("POST", "reset")

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self._settings["control_url"] + path, data=data, method=method)  # noqa: S310
        try:
            with self._opener.open(request, timeout=ASK_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise ValueError(json.load(error)["error"]) from None


@pytest.fixture(scope="session")
def _fake_tenant_process() -> Iterator[FakeTenant]:
    parent = str(Path(__file__).resolve().parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _START, parent, "serve", "--json"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the fake tenant did not start: exit status {process.wait(START_SECONDS)}")
        yield FakeTenant(json.loads(line))
    finally:
        process.terminate()
        try:
            process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture
def fake_tenant(_fake_tenant_process: FakeTenant) -> FakeTenant:
    """The tenant, in its first state for every test."""
    _fake_tenant_process.reset()
    return _fake_tenant_process
