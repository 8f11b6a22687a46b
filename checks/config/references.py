"""Secrets are named by reference (`env:`, `file:`, `cmd:`, `keyring:`, `prompt:`) and read only when asked for."""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import importlib
import json
import os
import re
import shlex
import signal
import stat
import subprocess
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn

from .files import Unreadable, read_file

Purpose = Literal["static", "live"]

KINDS = ("env", "file", "cmd", "keyring", "prompt")
STATIC_KINDS = ("env", "file")
FORMS = "env:NAME, file:PATH, file:PATH#json.key, cmd:ARGV, keyring:SERVICE/NAME or prompt:"
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
FINGERPRINT_FROM = 31
MAX_FILE_BYTES = 65_536
CMD_SECONDS = 10.0
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_AS_ASCII = "write it with Set-Content -NoNewline -Encoding ascii"


class SecretUnavailable(Exception):  # reads as a sentence where it is caught
    """A secret is not at hand; str() is one sentence that names its reference and never its value."""


class Secret:
    """A secret value that neither prints nor pickles.

    `stripped_newline` and `stripped_mark` say that a final newline or a byte order mark was dropped; `open_to_others`
    that it lies in a file that everybody on this machine can read.
    """

    __slots__ = ("__value", "open_to_others", "stripped_mark", "stripped_newline")

    def __init__(self, text: str, *, open_to_others: bool = False) -> None:
        unmarked = text.removeprefix("\ufeff")
        value = unmarked.removesuffix("\n").removesuffix("\r") if unmarked.endswith("\n") else unmarked
        self.__value = value
        self.stripped_mark = unmarked != text
        self.stripped_newline = value != unmarked
        self.open_to_others = open_to_others

    def reveal(self) -> str:
        """The value itself, for the one place that sends or shapes it."""
        return self.__value

    def fingerprint(self) -> str:
        """The first 8 hex digits of the SHA-256, or nothing for a value short enough to be guessed from them."""
        if len(self.__value) < FINGERPRINT_FROM:
            return ""
        return hashlib.sha256(self.__value.encode()).hexdigest()[:8]

    def __len__(self) -> int:
        return len(self.__value)

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __repr__(self) -> str:
        return f"<Secret of {len(self.__value)} characters>"

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a Secret is not pickled or copied")


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is kept. `base` is the folder that a relative PATH starts from; `untrusted` says why a command
    named here must not be run (the profile can be written by others), or is empty.
    """

    kind: str
    target: str
    base: Path
    untrusted: str = ""

    @property
    def where(self) -> str:
        """The reference in a form that is safe to print: the arguments of a command are left out."""
        if self.kind == "cmd":
            return f"cmd:{shlex.split(self.target)[0]} ..."
        return f"{self.kind}:{self.target}"

    @property
    def path(self) -> Path:
        """The file of a `file:` reference. Raises SecretUnavailable for the home folder of nobody."""
        try:
            return (self.base / Path(self.target.partition("#")[0]).expanduser()).absolute()
        except RuntimeError:
            raise SecretUnavailable(f"{self.where} begins with a home folder that cannot be found") from None

    @property
    def from_anywhere(self) -> str:
        """A `file:` reference that leads to the same file from every folder. Raises SecretUnavailable as `path`."""
        _, hash, key = self.target.partition("#")
        return f"file:{self.path}{hash}{key}"

    def read(self, purpose: Purpose, environ: Mapping[str, str]) -> Secret:
        """Fetch the value. Static purposes read variables and files only; all else is left to live ones.

        Raises SecretUnavailable.
        """
        if purpose == "static" and self.kind not in STATIC_KINDS:
            raise SecretUnavailable(f"{self.where} is read only when the tenant is contacted")
        text = _READERS[self.kind](self, environ)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise SecretUnavailable(f"{self.where} is not UTF-8 text")
        return Secret(text, open_to_others=self.kind == "file" and _world_readable(self.path))


def parse(text: str, base: Path, untrusted: str) -> SecretRef | None:
    """The reference that `text` is, or None when it is none (then it may be the secret itself)."""
    kind, colon, target = text.partition(":")
    if not colon or kind not in KINDS or not _WELL_FORMED[kind](target):
        return None
    return SecretRef(kind, target, base, untrusted)


def _splits(target: str) -> bool:
    try:
        return bool(shlex.split(target))
    except ValueError:
        return False


_WELL_FORMED: Mapping[str, Callable[[str], Any]] = {
    "env": VARIABLE.fullmatch,
    "file": lambda target: target.partition("#")[0].strip() and "\0" not in target,
    "cmd": lambda target: _splits(target) and "\0" not in target,
    "keyring": re.compile(r".+/.+").fullmatch,
    "prompt": lambda _target: True,
}


def _read_env(ref: SecretRef, environ: Mapping[str, str]) -> str:
    if ref.target not in environ:
        raise SecretUnavailable(f"{ref.where} is not set")
    return environ[ref.target]


def _read_file(ref: SecretRef, _environ: Mapping[str, str]) -> str:
    try:
        data, _ = read_file(ref.path, MAX_FILE_BYTES)
    except Unreadable as error:
        raise SecretUnavailable(f"{ref.where} {error}") from None
    text = _decoded(ref, data, "is not")
    _, hash_sign, json_key = ref.target.partition("#")
    return _from_json(ref, text.removeprefix("\ufeff"), json_key) if hash_sign else text


def _decoded(ref: SecretRef, data: bytes, otherwise: str) -> str:
    if data.startswith(_UTF_16) or (b"\0" in data[:2] and len(data) % 2 == 0):
        raise SecretUnavailable(f"{ref.where} is UTF-16 text, as > of Windows PowerShell writes it: {_AS_ASCII}")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise SecretUnavailable(f"{ref.where} {otherwise} UTF-8 text") from None


def _world_readable(path: Path) -> bool:
    try:
        return os.name == "posix" and bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def _from_json(ref: SecretRef, text: str, json_key: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise SecretUnavailable(f"{ref.where} is not a JSON file") from None
    for key in json_key.split("."):
        if not isinstance(found, dict) or key not in found:
            raise SecretUnavailable(f"{ref.where} has no such key")
        found = found[key]
    if not isinstance(found, str):
        raise SecretUnavailable(f"{ref.where} is not a string")
    return found


def _read_cmd(ref: SecretRef, environ: Mapping[str, str]) -> str:
    if ref.untrusted:
        raise SecretUnavailable(f"{ref.where} is not run, because {ref.untrusted}")
    try:
        process = subprocess.Popen(
            shlex.split(ref.target),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environ),
            start_new_session=True,
        )
    except OSError as error:
        raise SecretUnavailable(f"{ref.where} cannot be started: {error.strerror or type(error).__name__}") from None
    with process:
        try:
            output, _ = process.communicate(timeout=CMD_SECONDS)
        except BaseException as error:
            _end(process)
            if isinstance(error, subprocess.TimeoutExpired):
                raise SecretUnavailable(f"{ref.where} did not end within {CMD_SECONDS:.0f} seconds") from None
            raise
    if process.returncode != 0:
        raise SecretUnavailable(f"{ref.where} ended with status {process.returncode}")
    return _decoded(ref, output, "did not print")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the command and what it started, which may outlive it and keep the pipe open."""
    if not hasattr(os, "killpg"):
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _read_keyring(ref: SecretRef, _environ: Mapping[str, str]) -> str:
    service, _, name = ref.target.rpartition("/")
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        raise SecretUnavailable(f"{ref.where} needs the package keyring: pip install keyring") from None
    try:
        value = keyring.get_password(service, name)
    except Exception as error:  # back ends raise whatever their desktop raises
        raise SecretUnavailable(f"{ref.where} cannot be read: {type(error).__name__}") from None
    if not isinstance(value, str):
        raise SecretUnavailable(f"{ref.where} holds nothing")
    return value


def _read_prompt(ref: SecretRef, _environ: Mapping[str, str]) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # else it would go on and echo
        try:
            return getpass.getpass(f"{ref.target or 'Secret'}: ")
        except (EOFError, OSError, getpass.GetPassWarning):
            raise SecretUnavailable(f"{ref.where} needs a terminal to ask on") from None


_READERS: Mapping[str, Callable[[SecretRef, Mapping[str, str]], str]] = {
    "env": _read_env,
    "file": _read_file,
    "cmd": _read_cmd,
    "keyring": _read_keyring,
    "prompt": _read_prompt,
}
