"""A person at a terminal: commands typed in a folder of its own; everything that they write is searched afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oauthmail.pytest_plugin import FakeTenant
from tests.harness import ROOT, SECONDS
from tests.secrets.search import Canaries, tree

WIDTH = 100
MAILBOX = "svc-forms@contoso.example"
TENANT = "8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11"
CLIENT = "3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04"
SECRETS = ("client_secret", "refresh_token", "password", "access_token")

# What differs from run to run, and what stands for it. Each has the width of what it replaces, where columns matter.
_VARIES = (
    (re.compile(r"\boauthmail \d+\.\d+\.\d+"), "oauthmail <version>"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d{4}"), "<now>"),
    (re.compile(r"\(tested:\s+<home>"), "(tested: <home>"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "<time>"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"), "<time>"),
    (re.compile(r"(?<=correlation id )[0-9a-f-]{36}"), "<id>"),
    (re.compile(r"\b[0-9A-F]{16}\b"), "<session>"),
    (re.compile(r"\b(localhost:)\d+"), r"\1<port>"),
    (re.compile(r"\bport \d{5}\b"), "port ....."),
    (re.compile(r"\b\d+\.\d s\b"), "0.0 s"),
    (re.compile(r"\b\d\.\d kB"), "0.0 kB"),
    (re.compile(r"\b\d\d min left"), "NN min left"),
    (re.compile(r"\d+ characters, sha256 [0-9a-f]{8}"), "N characters, sha256 <mark>"),
    (re.compile(r'"oauthmail test [0-9a-f]{6}"'), '"oauthmail test <id>"'),
    (re.compile(re.escape(platform.node() or "unknown")), "<host>"),
)


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str
    home: str = ""

    @property
    def page(self) -> str:
        """The output without what differs from run to run; the header, which breaks as the host's name wants, whole."""
        text = self.out.replace(self.home, "<home>") if self.home else self.out
        for pattern, stands_for in _VARIES:
            text = pattern.sub(stands_for, text)
        if not text.startswith("oauthmail <version>"):
            return text
        head, blank, rest = text.partition("\n\n")
        return head.replace("\n  ", " ") + blank + rest

    @property
    def words(self) -> str:
        """The output without line ends."""
        return " ".join(self.out.split())

    def commands(self) -> list[str]:
        """The commands that it proposes, as they stand there."""
        found = re.findall(r"(?m)(?:^|  |: )(oauthmail (?!\d).*?)(?:$|  )", self.out)
        return [command.strip() for command in found]


@dataclass
class Desk:
    """`home` holds everything that commands may write, `here` is where they are typed."""

    tenant: FakeTenant
    home: Path
    secrets: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    env: dict[str, str] = field(default_factory=dict)
    _written: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.here = self.home / "office"
        for folder in (self.here, self.home / "tmp"):
            folder.mkdir()
        settings = {**self.tenant._settings}
        self.secrets |= {name: str(settings[name]) for name in SECRETS}
        self.env |= {
            **{name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ},
            "HOME": str(self.home),
            "TMPDIR": str(self.home / "tmp"),
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ["PYTHONPATH"])),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "MAIL_SECRET": str(settings["client_secret"]),
        }

    def profile(self, name: str = "aem.toml", *, more: str = "", **changes: Any) -> Path:
        """Settings of an AEM Forms server whose tenant is the fake; `changes` have __ for the dot of a key."""
        tenant = self.tenant
        values: dict[str, Any] = {
            "mailbox": MAILBOX,
            "tenant": tenant.tenant_id,
            "client_id": tenant.client_id,
            "client_secret": "env:MAIL_SECRET",
            "refresh_token": "file:tokens/svc.json#refresh_token",
            "product.name": "AEM Forms",
            "product.edition": "jee",
            "product.version": "6.5.21.0",
            "authority.cloud": "custom",
            "authority.login_base": tenant.authority.rpartition("/")[0],
            "send.host": tenant.smtp_host,
            "send.port": tenant.smtp_port,
            "send.wire": "starttls-required",
            "receive.protocol": "imap",
            "receive.imap.host": tenant.imap_host,
            "receive.imap.port": tenant.imap_port,
            "receive.imap.wire": "implicit",
            "network.ca_bundle": "ca.pem",
        } | {key.replace("__", "."): value for key, value in changes.items()}
        self.kept.add("office/ca.pem")
        (self.here / "ca.pem").write_bytes(Path(tenant.ca_file).read_bytes())
        lines = [f"{key} = {json.dumps(value)}" for key, value in values.items() if value is not None]
        path = self.here / name
        path.write_text("\n".join([*lines, more]) + "\n", encoding="utf-8")
        return path

    def token(self, value: str, name: str = "tokens/svc.json") -> Path:
        """The refresh token of the profile, where it is looked for."""
        path = self.here / name
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps({"refresh_token": value}), encoding="utf-8")
        self.kept.add(f"office/{name}")
        return path

    def stored(self, name: str = "tokens/svc.json") -> str:
        """The refresh token that lies there now; it is a secret from now on."""
        value = str(json.loads((self.here / name).read_text(encoding="utf-8"))["refresh_token"])
        self.secrets[f"refresh token {len(self.secrets)}"] = value
        return value

    def type(self, command: str, stdin: str = "") -> Said:
        """Type a command that begins with `oauthmail`."""
        ended = subprocess.run(
            words_of(command), cwd=self.here, env=self.env, input=stdin, capture_output=True, text=True,
            timeout=SECONDS, check=False,
        )  # fmt: skip
        return self.keep(command, ended.returncode, ended.stdout, ended.stderr)

    def keep(self, command: str, status: int, out: str, err: str = "") -> Said:
        """What was printed is searched in the end."""
        for stream, text in (("out", out), ("err", err)):
            self._written[f"{len(self._written)} {command} ({stream})"] = text.encode()
        return Said(status, out, err, str(self.home))

    def until(self, words: str, process: subprocess.Popen[str]) -> str:
        """What a running command printed, to the line in which the words stand."""
        assert process.stdout is not None
        told = ""
        while words not in told.rpartition("\n")[0]:
            line = process.stdout.readline()
            assert line, f"it ended without {words}: {told}"
            told += line
        self._written[f"{len(self._written)} the beginning"] = told.encode()
        return told

    @contextlib.contextmanager
    def running(self, command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on meanwhile; ended by force where it does not end."""
        process = subprocess.Popen(
            command, cwd=self.here, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def ended(self, command: str, process: subprocess.Popen[str]) -> Said:
        """The rest of what a running command prints, once it has ended."""
        out, err = process.communicate(timeout=SECONDS)
        return self.keep(command, process.returncode, out, err)

    def search(self) -> dict[str, set[str]]:
        """Where pieces of which secrets show: in what was printed, and in every file but those that keep a token."""
        files = {name: text for name, text in tree(self.home).items() if name not in self.kept}
        return Canaries(self.secrets).leaks({**self._written, **files})

    def too_wide(self) -> list[str]:
        """Printed lines of more than WIDTH columns that could be broken: not a word, a command, -q or JSON."""
        pages = (text.decode() for text in self._written.values() if not text.startswith(b"{"))
        # How long the name of this folder is depends on who runs the tests.
        lines = (line.replace(str(self.home), "~") for page in pages for line in page.splitlines())
        return [line for line in lines if len(line) > WIDTH and not _is_one_word(line) and not _is_command(line)]


def quickly(command: str) -> list[str]:
    """The same for `oauthmail watch`, whose minutes take a second each."""
    return [sys.executable, "-m", "tests.journeys.quick", *shlex.split(command)[1:]]


def words_of(command: str) -> list[str]:
    """The argument vector of a typed command."""
    program, *arguments = shlex.split(command)
    assert program == "oauthmail"
    return [sys.executable, "-m", "oauthmail", *arguments]


def settings_of(tenant: FakeTenant) -> Mapping[str, Any]:
    """What the tenant said of itself at its start."""
    return dict(tenant._settings)


def _is_one_word(line: str) -> bool:
    """Nothing but an address, and at most a label before it."""
    return len(line.rsplit(maxsplit=1)[-1]) + 12 > WIDTH - 12


def _is_command(line: str) -> bool:
    return bool(
        re.match(r"\s*(?:oauthmail|curl|--data-urlencode|[A-Z][a-z]+-[A-Z]\w+) |(?:PASS|FAIL) .* exit \d   ", line)
    )
