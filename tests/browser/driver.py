"""A real browser, headless, spoken to in the W3C WebDriver protocol; it reaches this machine only."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

DRIVER = shutil.which("chromedriver")
SECONDS = 20.0
TAB, ENTER, SHIFT = "\ue004", "\ue007", "\ue008"
_STARTED = re.compile(r"started successfully on port ([0-9]+)")
_SWITCHES = (
    "--headless=new",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--window-size=900,900",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
)


class Chromium:
    """One browser with one window."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = requests.Session()
        self._http.trust_env = False

    def go(self, url: str) -> None:
        self._send("POST", "url", {"url": url})

    def run(self, script: str) -> Any:
        """The value that a script returns."""
        return self._send("POST", "execute/sync", {"script": script, "args": []})

    def press(self, keys: str) -> None:
        """Type on the keyboard, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._send("POST", "actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def wait(self, script: str) -> Any:
        """Until a script returns something true. Raises AssertionError when it never does."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if found := self.run(script):
                return found
        raise AssertionError(f"never true: {script}\n{self.run('return document.documentElement.outerHTML')}")

    def screenshot(self, file: Path) -> None:
        file.write_bytes(base64.b64decode(self._send("GET", "screenshot")))

    def _send(self, method: str, command: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._http.request(method, f"{self._url}/{command}", json=body, timeout=SECONDS).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer


@contextmanager
def chromium(profile: Path, *switches: str) -> Iterator[Chromium]:
    """Start a browser, and end it and its driver. `switches` are its command-line switches."""
    assert DRIVER is not None
    driver = subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert driver.stdout is not None
        port = next(found[1] for line in driver.stdout if (found := _STARTED.search(line)))
        # Chromium refuses to sandbox itself for root, as whom containers run.
        root = ("--no-sandbox",) if os.geteuid() == 0 else ()
        options = {"args": [*_SWITCHES, *root, *switches, f"--user-data-dir={profile}"]}
        wanted = {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True, "goog:chromeOptions": options}}}
        with requests.Session() as http:
            http.trust_env = False
            value = http.post(f"http://localhost:{port}/session", json=wanted, timeout=60).json()["value"]
            assert "sessionId" in value, value
            session = f"http://localhost:{port}/session/{value['sessionId']}"
            try:
                yield Chromium(session)
            finally:
                http.delete(session, timeout=SECONDS)
    finally:
        driver.terminate()
        driver.wait(SECONDS)
        if driver.stdout is not None:
            driver.stdout.close()
