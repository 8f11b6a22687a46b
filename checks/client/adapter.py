"""Running a client: a command, a JSON job on standard input, an end to every wait, and bounds on what it may print."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Protocol

ACTIONS = ("send", "fetch-imap", "fetch-pop3", "token", "login")
MOST_OUTPUT = 1_000_000
_CAPABILITIES_SECONDS = 30.0
_GRACE = 5.0
_MOST_ARGUMENT = 100_000
Persuade = Callable[[Mapping[str, Any]], None]


class Unusable(Exception):
    """The command is no client by the contract; str() is one sentence."""


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
    with _started([*words, "--capabilities"], environ) as process:
        output = _Drain(process.stdout)
        errors = _Drain(process.stderr)
        _end_input(process)
        status = _wait(process, _CAPABILITIES_SECONDS)
    if status is None:
        raise Unusable(f"--capabilities did not end within {_CAPABILITIES_SECONDS:.0f} seconds")
    if status:
        hint = errors.text().strip().splitlines()
        told = f": {_plain(hint[-1])}" if hint else ""
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
        with _started(self._words, {**self._environ, **flat(job)}) as process:
            output = _Drain(process.stdout, persuade if job["action"] == "login" else None)
            errors = _Drain(process.stderr)
            with contextlib.suppress(OSError):
                assert process.stdin is not None
                process.stdin.write(json.dumps(job).encode() + b"\n")
            _end_input(process)
            status = _wait(process, deadline - time.monotonic())
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
        self._errors: _Drain | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What it says that it does."""
        return self._capabilities

    def start(self) -> None:
        """Start the process if none runs. Raises Unusable."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        self._process = _spawn(self._words, self._environ)
        self._lines = queue.SimpleQueue()
        self._errors = _Drain(self._process.stderr)
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
            answer = _object(line) if line is not None else {}
            if answer is not None and ("open" in answer or "user_code" in answer):
                persuade(answer)
                continue
            trouble = "" if answer else "it answered with no JSON object"
            if line is None:
                last = self._errors.text().strip().splitlines()[-1:]
                trouble = f"it ended{''.join(f' ({_plain(words)})' for words in last)}"
            if trouble:
                self._end(0.0)
            ok = answer is not None and answer.get("ok") is True
            return Result(ok, printed + self._errors.take(), trouble=trouble)

    def close(self) -> None:
        """End the process: by the end of its input, else by force."""
        self._end(_GRACE)

    def _end(self, seconds: float) -> None:
        process, self._process = self._process, None
        if process is not None:
            _end_input(process)
            _wait(process, seconds)
            _kill(process)


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


def _spawn(words: list[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**environ},
            start_new_session=True,
        )
    except FileNotFoundError:
        raise Unusable(f"there is no program '{words[0]}'") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unusable(f"'{words[0]}' cannot be started: {reason}") from None


@contextlib.contextmanager
def _started(words: list[str], environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = _spawn(words, environ)
    try:
        yield process
    finally:
        # What it left running in its group goes too.
        _kill(process)
        _end_input(process)


def _end_input(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """The exit status, or None when time is over."""
    try:
        return process.wait(max(seconds, 0.001))
    except subprocess.TimeoutExpired:
        return None


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read_lines(stream: IO[bytes] | None, lines: queue.SimpleQueue[bytes | None]) -> None:
    assert stream is not None
    with stream:
        while line := stream.readline(MOST_OUTPUT):
            lines.put(line)
    lines.put(None)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)[:200]


class _Drain:
    """Reads a pipe to its end on a thread and keeps the beginning; what a sign-in asks for is passed on at once."""

    def __init__(self, stream: IO[bytes] | None, persuade: Persuade | None = None) -> None:
        assert stream is not None
        self._stream = stream
        self._kept = bytearray()
        self._lock = threading.Lock()
        self._persuade = persuade
        self._thread = threading.Thread(target=self._read, name="oauthmail-client-output", daemon=True)
        self._thread.start()

    def whole(self) -> bytes:
        """Everything, once the process is over."""
        self._thread.join(_GRACE)
        with self._lock:
            return bytes(self._kept)

    def take(self) -> bytes:
        """What came since the last time."""
        with self._lock:
            taken = bytes(self._kept)
            self._kept.clear()
        return taken

    def text(self) -> str:
        """The same as text."""
        return self.whole().decode("utf-8", "replace")

    def _read(self) -> None:
        with self._stream:
            while piece := self._stream.readline(65536):
                with self._lock:
                    self._kept += piece[: max(MOST_OUTPUT - len(self._kept), 0)]
                said = _object(piece) if self._persuade else None
                if self._persuade and said is not None and ("open" in said or "user_code" in said):
                    self._persuade(said)
