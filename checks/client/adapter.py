"""Running a client: a command, a JSON job on standard input, an end to every wait."""

from __future__ import annotations

import contextlib
import json
import queue
import shlex
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Protocol

from .process import (
    GRACE,
    MOST_OUTPUT,
    Drain,
    Persuade,
    Unusable,
    end_input,
    json_object,
    kill,
    plain,
    spawn,
    started,
    wait,
)

ACTIONS = ("send", "fetch-imap", "fetch-pop3", "token", "login")
_CAPABILITIES_SECONDS = 30.0
_MOST_ARGUMENT = 100_000


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a client says that it does."""

    name: str
    version: str
    actions: frozenset[str]
    grants: frozenset[str]
    tls: frozenset[str]
    mechanisms: frozenset[str]
    session: bool

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


@dataclass(frozen=True, slots=True)
class Result:
    """How one job ended. `output` is everything printed, cut at a bound; `trouble` says why it could not go on."""

    ok: bool
    output: bytes = field(repr=False)
    timed_out: bool = False
    trouble: str = ""


class Client(Protocol):
    """A client under judgement."""

    @property
    def capabilities(self) -> Capabilities: ...

    def run(self, job: Mapping[str, Any], persuade: Persuade) -> Result:
        """Do one job. `persuade` is given what a client asks of a person: `open`, or `user_code`."""

    def close(self) -> None:
        """Leave no process behind."""


def read_capabilities(text: str) -> Capabilities:
    """Raises Unusable."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise Unusable("--capabilities printed no JSON") from None
    if not isinstance(said, dict):
        raise Unusable("--capabilities printed no JSON object")
    lists: dict[str, frozenset[str]] = {}
    for key in ("actions", "grants", "tls", "mechanisms"):
        value = said.get(key)
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise Unusable(f"--capabilities: '{key}' is not a list of texts")
        lists[key] = frozenset(value)
    name, version, session = said.get("name"), said.get("version", ""), said.get("session", False)
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise Unusable("--capabilities: 'name' is not a text")
    if not isinstance(version, str) or not version.isprintable() or not isinstance(session, bool):
        raise Unusable("--capabilities: 'version' is a text, 'session' true or false")
    if unknown := lists["actions"] - set(ACTIONS):
        raise Unusable(f"--capabilities: unknown action '{min(unknown)}'; it is one of {', '.join(ACTIONS)}")
    if not lists["actions"]:
        raise Unusable("--capabilities: 'actions' is empty, so there is nothing to judge")
    return Capabilities(name.strip(), version.strip(), session=session, **lists)


def words_of(command: str) -> list[str]:
    """The command split as a POSIX shell does. Raises Unusable."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Unusable(f"the command cannot be split: {error}") from None
    if not words:
        raise Unusable("the command is empty")
    return words


def ask_capabilities(words: list[str], environ: Mapping[str, str]) -> Capabilities:
    """Start the command with `--capabilities`. Raises Unusable."""
    with started([*words, "--capabilities"], environ) as process:
        output = Drain(process.stdout)
        errors = Drain(process.stderr)
        end_input(process)
        status = wait(process, _CAPABILITIES_SECONDS)
    if status is None:
        raise Unusable(f"--capabilities did not end within {_CAPABILITIES_SECONDS:.0f} seconds")
    if status:
        hint = errors.text().strip().splitlines()
        told = f": {plain(hint[-1])}" if hint else ""
        raise Unusable(f"--capabilities ended with status {status}{told}")
    return read_capabilities(output.text())


class Command:
    """A client that is started once for each job."""

    def __init__(self, words: list[str], capabilities: Capabilities, environ: Mapping[str, str]) -> None:
        self._words = words
        self._environ = environ
        self._capabilities = capabilities

    @property
    def capabilities(self) -> Capabilities:
        """What it says that it does."""
        return self._capabilities

    def run(self, job: Mapping[str, Any], persuade: Persuade) -> Result:
        """See Client. Raises Unusable when it cannot be started."""
        deadline = time.monotonic() + float(job["timeout_s"])
        with started(self._words, {**self._environ, **flat(job)}) as process:
            output = Drain(process.stdout, persuade if job["action"] == "login" else None)
            errors = Drain(process.stderr)
            with contextlib.suppress(OSError):
                assert process.stdin is not None
                process.stdin.write(json.dumps(job).encode() + b"\n")
            end_input(process)
            status = wait(process, deadline - time.monotonic())
        printed = output.whole() + errors.whole()
        return Result(status == 0, printed, timed_out=status is None)

    def close(self) -> None:
        """Nothing runs between two jobs."""


class Session:
    """A client that takes one job a line; started again after it died or was killed."""

    def __init__(self, words: list[str], capabilities: Capabilities, environ: Mapping[str, str]) -> None:
        self._words = words
        self._environ = environ
        self._capabilities = capabilities
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._errors: Drain | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What it says that it does."""
        return self._capabilities

    def start(self) -> None:
        """Start the process if none runs. Raises Unusable."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        self._process = spawn(self._words, self._environ)
        self._lines = queue.SimpleQueue()
        self._errors = Drain(self._process.stderr)
        threading.Thread(target=_read_lines, args=(self._process.stdout, self._lines), daemon=True).start()

    def run(self, job: Mapping[str, Any], persuade: Persuade) -> Result:
        """See Client. Raises Unusable when it cannot be started."""
        self.start()
        assert self._process is not None and self._process.stdin is not None and self._errors is not None
        deadline = time.monotonic() + float(job["timeout_s"])
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            self._process.stdin.flush()
        printed = b""
        while True:
            try:
                line = self._lines.get(timeout=max(deadline - time.monotonic(), 0.001))
            except queue.Empty:
                self._end(0.0)
                return Result(False, printed + self._errors.take(), timed_out=True)
            printed = (printed + (line or b""))[:MOST_OUTPUT]
            answer = json_object(line) if line is not None else {}
            if answer is not None and ("open" in answer or "user_code" in answer):
                persuade(answer)
                continue
            trouble = "" if answer else "it answered with no JSON object"
            if line is None:
                last = self._errors.text().strip().splitlines()[-1:]
                trouble = f"it ended{''.join(f' ({plain(words)})' for words in last)}"
            if trouble:
                self._end(0.0)
            ok = answer is not None and answer.get("ok") is True
            return Result(ok, printed + self._errors.take(), trouble=trouble)

    def close(self) -> None:
        """End the process: by the end of its input, else by force."""
        self._end(GRACE)

    def _end(self, seconds: float) -> None:
        process, self._process = self._process, None
        if process is not None:
            end_input(process)
            wait(process, seconds)
            kill(process)


def flat(job: Mapping[str, Any], prefix: str = "JOB") -> dict[str, str]:
    """The job as variables: `JOB_SMTP_PORT`; lists as JSON. What is too long for one is left to standard input."""
    found: dict[str, str] = {}
    for key, value in job.items():
        name = f"{prefix}_{key.upper()}"
        if isinstance(value, Mapping):
            found |= flat(value, name)
        else:
            text = value if isinstance(value, str) else json.dumps(value)
            if len(text) < _MOST_ARGUMENT and "\0" not in text:
                found[name] = text
    return found


def _read_lines(stream: IO[bytes] | None, lines: queue.SimpleQueue[bytes | None]) -> None:
    assert stream is not None
    with stream:
        while line := stream.readline(MOST_OUTPUT):
            lines.put(line)
    lines.put(None)
