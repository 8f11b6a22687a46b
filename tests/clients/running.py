"""Running a client as a process of its own, under a time limit; a resident one gets many jobs."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.harness import ROOT
from tests.node.test_node import MODULES

from .clients import JARS, Client

DRIVERS = Path(__file__).parent / "drivers"
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: whether the client says that it succeeded, whether it had to be stopped, what it printed."""

    good: bool
    hung: bool
    output: str


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do. `folder` is empty and private to the run, `seconds` the limit."""

    protocol: str
    port: int
    tls: str
    letter: Path
    subject: str
    folder: Path
    seconds: float

    def variables(self) -> dict[str, str]:
        return {
            "JOB_PORT": str(self.port),
            "JOB_TLS": self.tls,
            "JOB_LETTER": str(self.letter),
            "JOB_SUBJECT": self.subject,
            "JOB_FOLDER": str(self.folder),
            "HOME": str(self.folder),
        }

    def line(self) -> bytes:
        parts = (self.protocol, self.port, self.tls, self.seconds, self.letter, self.subject)
        return "\t".join(map(str, parts)).encode() + b"\n"


def command(driver: str, settings: Mapping[str, str]) -> list[str]:
    """How a driver is started."""
    path = DRIVERS / driver
    return {
        ".sh": ["/bin/sh", str(path)],
        ".cjs": ["node", str(path)],
        ".py": [sys.executable, "-m", f"{__package__}.drivers.{path.stem}"],
        ".java": [
            *("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", os.pathsep.join(JARS)),
            f"-Djavax.net.ssl.trustStore={settings['FAKE_TRUSTSTORE']}",
            f"-Djavax.net.ssl.trustStorePassword={settings['FAKE_TRUSTSTORE_PASSWORD']}",
            str(path),
        ],
    }[path.suffix]


class Clients:
    """Starts clients with the settings of one tenant. Use it as a context manager: residents end with it."""

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._residents: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Clients:
        return self

    def __exit__(self, *_: object) -> None:
        for name in [*self._residents]:
            self._dismiss(name)

    def run(self, client: Client, job: Job) -> Ended:
        """Let a client do a job."""
        return self._ask(client, job) if client.resident else self._start(client, job)

    def _environment(self) -> dict[str, str]:
        """What a process sees; asked for at each start, because a test's own changes, such as the guard, are in it."""
        # Node looks for packages beside the script, and then here.
        return {**os.environ, **self._settings, "NODE_PATH": MODULES}

    def _start(self, client: Client, job: Job) -> Ended:
        output = job.folder / "output"
        with output.open("wb") as sink:
            process = subprocess.Popen(
                [*command(client.driver, self._settings), job.protocol],
                cwd=ROOT,
                env=self._environment() | job.variables(),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                status = process.wait(job.seconds)
            except subprocess.TimeoutExpired:
                _kill(process)
                return Ended(False, True, output.read_text(errors="replace"))
        return Ended(status == 0, False, output.read_text(errors="replace"))

    def _ask(self, client: Client, job: Job) -> Ended:
        resident = self._residents.get(client.name) or self._hire(client)
        assert resident.stdin is not None and resident.stdout is not None
        resident.stdin.write(job.line())
        resident.stdin.flush()
        # Twice: its own limit comes first, and then it has something to say.
        if not select.select([resident.stdout], [], [], job.seconds * 2 + START_SECONDS)[0]:
            self._dismiss(client.name)
            return Ended(False, True, "no answer")
        answer = resident.stdout.readline().decode(errors="replace").strip()
        return Ended(answer == "OK", answer == "HUNG", answer)

    def _hire(self, client: Client) -> subprocess.Popen[bytes]:
        folder = self._folder / client.name
        folder.mkdir(exist_ok=True)
        with (folder / "errors").open("wb") as errors:
            self._residents[client.name] = subprocess.Popen(
                command(client.driver, self._settings),
                cwd=ROOT,
                env=self._environment() | {"JOB_FOLDER": str(folder), "HOME": str(folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        return self._residents[client.name]

    def _dismiss(self, name: str) -> None:
        resident = self._residents.pop(name)
        _kill(resident)
        for pipe in (resident.stdin, resident.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and those it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
