"""A file that gets the new refresh token: replaced whole and durably, with the owner, group and mode that it had."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

from ..config.files import Unreadable, read_file
from ..config.references import MAX_FILE_BYTES, SecretRef


class CannotStore(Exception):  # reads as a sentence where it is caught
    """A token cannot be kept there; str() says why."""


class TokenFile:
    """The file of a reference `file:PATH` or `file:PATH#json.key`. Of a JSON file only that key changes."""

    def __init__(self, ref: SecretRef) -> None:
        self.where = ref.where
        # Behind a link it is the file that changes, not the link.
        self._path = Path(os.path.realpath(ref.path))
        self._keys = tuple(ref.target.partition("#")[2].split(".")) if "#" in ref.target else ()

    def check(self) -> None:
        """Raise CannotStore when a token could not be written: to be asked before anybody signs in."""
        self._content("")
        try:
            with tempfile.NamedTemporaryFile(dir=self._path.parent, prefix=".try-") as file:
                self._like_before(file.fileno())
        except OSError as error:
            words = f"{self.where}: no file with the owner and group of this one can be written there"
            raise CannotStore(f"{words} ({_reason(error)})") from None

    def write(self, token: str) -> None:
        """Keep a token; on return it survives a crash, and at no instant is there less than the old file.

        Raises CannotStore; the old file is then as it was.
        """
        content = self._content(token)
        try:
            number, name = tempfile.mkstemp(dir=self._path.parent, prefix=".new-")  # 0600
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(content)
                    file.flush()
                    self._like_before(number)
                    os.fsync(number)
                os.replace(name, self._path)  # noqa: PTH105 - beside the other calls on a descriptor
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            _sync_folder(self._path.parent)
        except OSError as error:
            raise CannotStore(f"{self.where} cannot be written: {_reason(error)}") from None

    @property
    def open_to_others(self) -> bool:
        """Can others than its owner read it? Asked after writing."""
        status = self._status()
        return os.name == "posix" and status is not None and bool(status.st_mode & 0o077)

    def _status(self) -> os.stat_result | None:
        try:
            return self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CannotStore(f"{self.where} cannot be read: {_reason(error)}") from None

    def _like_before(self, number: int) -> None:
        """Owner, group and mode of the file that is replaced; a new one is its owner's alone."""
        before = self._status()
        if before is None or not hasattr(os, "fchown"):
            return
        now = os.fstat(number)
        if (before.st_uid, before.st_gid) != (now.st_uid, now.st_gid):
            os.fchown(number, before.st_uid, before.st_gid)
        os.fchmod(number, stat.S_IMODE(before.st_mode))

    def _content(self, token: str) -> bytes:
        if not self._keys:
            if self._status() is not None:
                self._read()
            return token.encode()
        document: Any = self._document() if self._status() is not None else {}
        at = document
        for key in self._keys[:-1]:
            at = at.setdefault(key, {}) if isinstance(at, dict) else None
        if not isinstance(at, dict):
            raise CannotStore(f"{self.where} does not fit the JSON that is in the file")
        at[self._keys[-1]] = token
        return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()

    def _document(self) -> Any:
        try:
            return json.loads(self._read().decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise CannotStore(f"{self.where} is not a JSON file, and is left as it is") from None

    def _read(self) -> bytes:
        try:
            return read_file(self._path, MAX_FILE_BYTES)[0]
        except Unreadable as error:
            raise CannotStore(f"{self.where} {error}") from None


def _sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable, where the system has a way to."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
